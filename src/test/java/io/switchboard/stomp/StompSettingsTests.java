package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class StompSettingsTests {

  private final ApplicationContextRunner service =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Enabled.class);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-frame-size=1023B",
        "max-frame-size=17MB",
        "max-headers=7",
        "max-headers=1001",
        "max-subscriptions=0",
        "max-subscriptions=10001",
        "subscribe-rate=-1",
        "subscribe-rate=1000001",
        "subscribe-burst=0",
        "subscribe-burst=1000001",
        "connect-timeout=999ms",
        "connect-timeout=61s",
        "heartbeat=0s",
        "heartbeat=6m",
        "ping-interval=0s",
        "ping-interval=6m",
        "pong-timeout=0s",
        "pong-timeout=61s",
        "rpc-timeout=99ms",
        "rpc-timeout=61s",
        "max-calls=0",
        "max-calls=1001",
        "shutdown.spread=-1s",
        "shutdown.spread=6m"
      })
  void refusesToStartWith(String option) {
    service
        .withPropertyValues("switchboard.stomp." + option)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("switchboard.stomp")
                    .hasStackTraceContaining(camelOrKebab(option)));
  }

  private static String camelOrKebab(String option) {
    String name = option.substring(0, option.indexOf('='));
    return name.equals("max-frame-size") ? name : camel(name.substring(name.indexOf('.') + 1));
  }

  private static String camel(String kebab) {
    StringBuilder name = new StringBuilder();
    for (String word : kebab.split("-")) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }

  @EnableConfigurationProperties(StompSettings.class)
  static class Enabled {}
}
