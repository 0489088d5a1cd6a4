package io.switchboard.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class OutboundSettingsTests {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(Application.class);

  @Test
  void allowsNoAddressByDefault() {
    runner.run(
        context -> assertThat(context.getBean(OutboundSettings.class).allowedBlocks()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "allowed-addresses, localhost, allowed-addresses has 'localhost'",
    "allowed-addresses, 10.0.0.0/33, allowed-addresses has '10.0.0.0/33'",
    "connect-timeout, 99ms, connect-timeout is PT0.099S",
    "connect-timeout, 61s, connect-timeout is PT1M1S",
    "response-timeout, 0s, response-timeout is PT0S",
    "max-response-body, 17MB, max-response-body is 17825792B",
    "max-response-body, -1B, max-response-body is -1B",
    "breaker.pause, 2h, breaker.pause is PT2H",
    "breaker.failures, 0, breaker.failures",
    "per-host.connections, 101, perHost.connections",
    "per-host.concurrency, 0, perHost.concurrency",
    "per-host.queued, -1, perHost.queued",
    "per-host.rate, -1, perHost.rate",
    "per-host.burst, 0, perHost.burst"
  })
  void refusesWhatIsOutOfRange(String property, String value, String message) {
    runner
        .withPropertyValues("switchboard.outbound." + property + "=" + value)
        .run(context -> assertThat(context.getStartupFailure()).hasStackTraceContaining(message));
  }

  /** What a failed start shows is the innermost cause, which once named neither. */
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/x"})
  void namesThePropertyAndTheValueOfABadBlock(String block) {
    runner
        .withPropertyValues("switchboard.outbound.allowed-addresses=" + block)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageStartingWith(
                        "switchboard.outbound.allowed-addresses has '" + block + "'; write"));
  }

  @EnableConfigurationProperties(OutboundSettings.class)
  static class Application {}
}
