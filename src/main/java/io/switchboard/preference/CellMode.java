package io.switchboard.preference;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Duration;

/**
 * How what is sent in a cell comes.
 *
 * @param digest with others at a time of day, instead of at once
 * @param unseenMinutes only if the user has not seen it elsewhere within so many minutes, 0 to
 *     10,080 (a week); 0 does not look
 */
@Embeddable
record CellMode(
    @Column(name = "digest") boolean digest, @Column(name = "unseen_minutes") int unseenMinutes) {

  /** At once, seen or not. */
  static final CellMode PLAIN = new CellMode(false, 0);

  /** The longest time to see a message elsewhere. */
  static final int MAX_UNSEEN_MINUTES = 10_080;

  /** Zero if it does not matter whether the user has seen it. */
  Duration unlessSeenFor() {
    return Duration.ofMinutes(unseenMinutes);
  }
}
