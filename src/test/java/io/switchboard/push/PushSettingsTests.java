package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource({
    "site, ftp://example.com/, switchboard.push.site is 'ftp://example.com/'",
    "site, /inbox, switchboard.push.site is '/inbox'",
    "activation-time-to-live, 59s, switchboard.push.activation-time-to-live is PT59S",
    "sending.lease, 29s, switchboard.push.sending.lease is PT29S",
    "sending.poll, 49ms, switchboard.push.sending.poll is PT0.049S",
    "sending.retry-base, 2h, switchboard.push.sending.retry-base is PT2H",
    "sending.retry-cap, 1s, switchboard.push.sending.retry-cap is PT1S",
    "sending.quarantine, 8d, switchboard.push.sending.quarantine is PT192H",
    "sending.quarantine-after, 0, quarantineAfter",
    "sending.origin-pause, 0s, switchboard.push.sending.origin-pause is PT0S",
    "sending.max-in-flight, 0, maxInFlight"
  })
  void refusesWhatIsOutOfRange(String property, String value, String message) {
    runner
        .withPropertyValues("switchboard.push." + property + "=" + value)
        .run(context -> assertThat(context.getStartupFailure()).hasStackTraceContaining(message));
  }

  @EnableConfigurationProperties(PushSettings.class)
  static class Application {}
}
