package io.switchboard.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenciesTests {

  private final Latencies latencies = new Latencies();

  @Test
  void tellsPercentilesWithinThreePercent() {
    for (int millis = 1; millis <= 1000; millis++) {
      latencies.add(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    assertThat(latencies.percentile(0.5)).isCloseTo(500, within(15.0));
    assertThat(latencies.percentile(0.99)).isCloseTo(990, within(30.0));
  }

  @Test
  void tellsMicrosecondsExactly() {
    latencies.add(TimeUnit.MICROSECONDS.toNanos(77));

    assertThat(latencies.percentile(0.5)).isEqualTo(0.077);
  }

  @Test
  void takesWhatNoOneWaitsForLongerThan() {
    latencies.add(Long.MAX_VALUE);
    latencies.add(-1);

    assertThat(latencies.percentile(0)).isZero();
    assertThat(latencies.percentile(1)).isPositive();
  }
}
