package io.switchboard.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class NamespaceTests {

  private final ApplicationContextRunner service =
      new ApplicationContextRunner().withUserConfiguration(Enabled.class);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keep-size=0",
        "keep-size=1000001",
        "keep-age=999ms",
        "keep-age=3651d",
        "last-value=true",
        "max-body-size=0B",
        "max-body-size=2MB",
        "presence-limit=0",
        "max-subscribers=-1",
        "headers=sender",
        "stream=inbox"
      })
  void refusesToStartWith(String option) {
    service
        .withPropertyValues("switchboard.channels.namespaces.x." + option)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("switchboard.channels.namespaces")
                    .hasStackTraceContaining(option.substring(0, option.indexOf('='))));
  }

  @EnableConfigurationProperties(ChannelSettings.class)
  static class Enabled {}
}
