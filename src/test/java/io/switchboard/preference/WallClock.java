package io.switchboard.preference;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What the clocks on the walls of a zone show in each minute of sixteen days, written down one by
 * one. Questions are answered by looking at the minutes in their order.
 */
final class WallClock {

  private static final int DAY = 1440;
  private static final int MINUTES = 16 * DAY;

  private final ZoneId zone;
  private final long first;
  private final long[] shown = new long[MINUTES];

  /** What was the latest that the clocks had ever shown. */
  private final long[] latest = new long[MINUTES];

  /**
   * @param middle of the sixteen days
   */
  WallClock(ZoneId zone, Instant middle) {
    this.zone = zone;
    this.first = middle.minus(Duration.ofDays(8)).getEpochSecond() / 60;
    for (int i = 0; i < MINUTES; i++) {
      Instant minute = Instant.ofEpochSecond((first + i) * 60);
      shown[i] = LocalDateTime.ofInstant(minute, zone).toEpochSecond(ZoneOffset.UTC) / 60;
      latest[i] = i == 0 ? shown[i] : Math.max(latest[i - 1], shown[i]);
    }
  }

  ZoneId zone() {
    return zone;
  }

  Instant middle() {
    return Instant.ofEpochSecond((first + MINUTES / 2) * 60);
  }

  /** The first moment from that one on that is not quiet. */
  Instant outside(@Nullable QuietHours quiet, Instant at) {
    if (quiet == null || !isQuiet(quiet, index(at))) {
      return at;
    }
    int i = index(at);
    while (isQuiet(quiet, i)) {
      i++;
    }
    return Instant.ofEpochSecond((first + i) * 60);
  }

  private boolean isQuiet(QuietHours quiet, int index) {
    int from = minute(quiet.from());
    int minutesSinceFrom = Math.floorMod(shown[index] - from, DAY);
    return minutesSinceFrom < Math.floorMod(minute(quiet.to()) - from, DAY);
  }

  /** The first moment after that one at which the clocks show that time for the first time. */
  Instant next(LocalTime time, Instant after) {
    for (int i = 1; i < MINUTES; i++) {
      Instant moment = Instant.ofEpochSecond((first + i) * 60);
      if (moment.isAfter(after) && days(shown[i], time) > days(latest[i - 1], time)) {
        return moment;
      }
    }
    throw new IllegalArgumentException(after + " is too near the end");
  }

  private static long days(long shown, LocalTime time) {
    return Math.floorDiv(shown - minute(time), (long) DAY);
  }

  private int index(Instant at) {
    return (int) (at.getEpochSecond() / 60 - first);
  }

  private static int minute(LocalTime time) {
    return time.getHour() * 60 + time.getMinute();
  }
}
