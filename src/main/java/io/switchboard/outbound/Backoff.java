package io.switchboard.outbound;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: a random time up to a bound that doubles, so that those who
 * failed together do not come back together.
 *
 * @param base the bound before the second attempt
 * @param cap the bound never grows beyond it
 */
public record Backoff(Duration base, Duration cap) {

  private static final int MOST_DOUBLINGS = 30;

  /**
   * @param failures how many attempts have failed, at least 1
   */
  public Duration delay(int failures, RandomGenerator random) {
    int doublings = Math.min(Math.max(0, failures - 1), MOST_DOUBLINGS);
    long bound = Math.min(cap.toMillis(), base.toMillis() << doublings);
    return Duration.ofMillis(random.nextLong(Math.max(1, bound) + 1));
  }
}
