package io.switchboard.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTests {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration CAP = Duration.ofHours(1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | PT0S",
        "7 | PT7S",
        " 7  | PT7S",
        "3600 | PT1H",
        "3601 | PT1H",
        "999999999 | PT1H",
        "Thu, 01 Jan 2026 00:00:30 GMT | PT30S",
        "Fri, 02 Jan 2026 00:00:00 GMT | PT1H",
        "Wed, 31 Dec 2025 00:00:00 GMT | PT0S",
        "soon | PT5S",
        "-1 | PT5S",
        "1.5 | PT5S",
        "99999999999999999999 | PT5S",
        " | PT5S"
      })
  void readsSecondsAndDatesUpToTheCap(String header, Duration wait) {
    assertThat(RetryAfter.parse(header, NOW, CAP, Duration.ofSeconds(5))).isEqualTo(wait);
  }

  @Test
  void backsOffARandomTimeUpToABoundThatDoubles() {
    Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(10));
    Random random = new Random(1);
    for (int failures = 1; failures <= 100; failures++) {
      long bound = failures > 9 ? 600_000 : Math.min(600_000, 2_000L << (failures - 1));
      long longest = 0;
      for (int i = 0; i < 200; i++) {
        long delay = backoff.delay(failures, random).toMillis();
        assertThat(delay).isBetween(0L, bound);
        longest = Math.max(longest, delay);
      }
      assertThat(longest).isGreaterThan(bound * 9 / 10);
    }
  }
}
