package io.switchboard.shared;

import java.time.Duration;

/**
 * How often something may happen.
 *
 * @param perSecond how often in the long run, 0 for no limit
 * @param burst how often at once, at least 1; what was used comes back at {@code perSecond}
 */
public record Rate(int perSecond, int burst) {

  /** No limit. */
  public static final Rate UNLIMITED = new Rate(0, 1);

  private static final int MOST = 1_000_000;

  /**
   * @throws IllegalArgumentException that names the two numbers, not where they were configured
   */
  public Rate {
    if (perSecond < 0 || perSecond > MOST || burst < 1 || burst > MOST) {
      throw new IllegalArgumentException(
          "a rate is 0 (no limit) to 1000000 a second, and its burst 1 to 1000000; not "
              + perSecond
              + " and "
              + burst);
    }
  }

  /**
   * A rate as it was configured.
   *
   * @param property where, for whoever has to correct it
   */
  public static Rate of(String property, int perSecond, int burst) {
    try {
      return new Rate(perSecond, burst);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(property + ": " + wrong.getMessage(), wrong);
    }
  }

  public boolean isLimited() {
    return perSecond > 0;
  }

  /** How long it takes until everything that was used has come back. */
  Duration timeToRefill() {
    return Duration.ofNanos(burst * 1_000_000_000L / perSecond);
  }
}
