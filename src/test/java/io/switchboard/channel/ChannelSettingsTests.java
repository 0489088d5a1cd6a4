package io.switchboard.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(ChannelSettings.class)
  static class Enabled {}
}
