package io.switchboard.log;

import java.time.Duration;

/**
 * How much of a channel's log is kept. Both bounds hold: what is too old goes, and so does what the
 * channel has too many of.
 *
 * @param size how many publications at least, 1 or more; up to a tenth more are kept for a while
 * @param age how long, 1 s or more
 */
public record Retention(int size, Duration age) {

  /** After so many publications the channel's log is cut again. */
  int step() {
    return Math.max(100, size / 10);
  }
}
