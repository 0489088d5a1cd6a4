package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class PushSettingsTests {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(Application.class);

  @Test
  void allowsTheFourPushServicesByDefault() {
    runner.run(
        context ->
            assertThat(context.getBean(PushSettings.class).allowedHosts())
                .containsExactly(
                    "fcm.googleapis.com",
                    "push.services.mozilla.com",
                    "push.apple.com",
                    "notify.windows.com"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "0x7f.0x1",
        "[::1]",
        "localhost",
        "*.example.org",
        "https://push.example.org",
        "push.example.org:443",
        "push.example.org.",
        ".example.org",
        "Push.example.org",
        "-.example.org"
      })
  void refusesAllowedHostThatIsNoDnsName(String host) {
    runner
        .withPropertyValues("switchboard.push.allowed-hosts=" + host)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("switchboard.push.allowed-hosts has '" + host + "'"));
  }

  @Test
  void refusesToAllowNoHost() {
    runner
        .withPropertyValues("switchboard.push.allowed-hosts=")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("switchboard.push.allowed-hosts is empty"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1001})
  void refusesLimitOutOfRange(int limit) {
    runner
        .withPropertyValues("switchboard.push.max-subscriptions-per-user=" + limit)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("maxSubscriptionsPerUser")
                    .hasMessageContaining("[" + limit + "]"));
  }

  @EnableConfigurationProperties(PushSettings.class)
  static class Application {}
}
