package io.switchboard.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class ChannelSettingsTests {

  private final ApplicationContextRunner service =
      new ApplicationContextRunner().withUserConfiguration(Enabled.class);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          user-rate=-1                   | user-rate
          user-rate=1000001              | user-rate
          user-burst=0                   | user-burst
          backend-rate=-1                | backend-rate
          backend-burst=1000001          | backend-burst
          namespaces.a.rate=-1           | rate, burst
          namespaces.a.rate=1000001      | rate, burst
          namespaces.a.burst=0           | rate, burst
          namespaces.a.burst=1000001     | rate, burst
          namespaces.a.max-body-size=0B  | max-body-size
          namespaces.a.max-body-size=2MB | max-body-size
          namespaces.a.presence-limit=0  | presence-limit
          namespaces.a.headers=sender    | headers
          namespaces.a.last-value=true   | last-value
          namespaces.a.slow-consumer=drop      | slow-consumer
          namespaces.a.slow-consumer=conflate  | conflate-by
          namespaces.a.conflate-by=/id         | slow-consumer=conflate
          namespaces.a.schemas[$head]={}       | schemas
          namespaces.a.schemas[a b]={}         | schemas
          namespaces.sync.recorded=true  | built in
          """)
  void refusesToStartWith(String option, String named) {
    service
        .withPropertyValues("switchboard.channels." + option)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("switchboard.channels")
                    .hasStackTraceContaining(named));
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "/", "/a~2", "//", "x-key", ""})
  void refusesConflationBy(String key) {
    service
        .withPropertyValues(
            "switchboard.channels.namespaces.a.slow-consumer=conflate",
            "switchboard.channels.namespaces.a.headers=x-other",
            "switchboard.channels.namespaces.a.conflate-by=" + key)
        .run(context -> assertThat(context).getFailure().hasStackTraceContaining("conflate-by"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/id", "/a~1b/c~0d/0", "event", "x-key"})
  void takesConflationBy(String key) {
    service
        .withPropertyValues(
            "switchboard.channels.namespaces.a.slow-consumer=conflate",
            "switchboard.channels.namespaces.a.headers=x-key",
            "switchboard.channels.namespaces.a.conflate-by=" + key)
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void refusesConflationOfRecordedChannels() {
    service
        .withPropertyValues(
            "switchboard.channels.namespaces.a.slow-consumer=conflate",
            "switchboard.channels.namespaces.a.conflate-by=/id",
            "switchboard.channels.namespaces.a.recorded=true")
        .run(context -> assertThat(context).getFailure().hasStackTraceContaining("recorded=false"));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(ChannelSettings.class)
  static class Enabled {}
}
