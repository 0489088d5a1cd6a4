package io.switchboard.preference;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;

/** A time of day that comes once a day, also on the days when clocks are changed. */
final class DailyTime {

  private DailyTime() {}

  /**
   * The first moment after {@code after} at which the zone's clocks reach that time on some day for
   * the first time. On a day that skips it, that is the moment of the skip.
   */
  static Instant next(LocalTime time, ZoneId zone, Instant after) {
    // Clocks are never changed by more than a day.
    LocalDateTime candidate = after.atZone(zone).toLocalDate().minusDays(2).atTime(time);
    while (true) {
      Instant reached = reached(candidate, zone);
      if (reached.isAfter(after)) {
        return reached;
      }
      candidate = candidate.plusDays(1);
    }
  }

  private static Instant reached(LocalDateTime local, ZoneId zone) {
    ZoneOffsetTransition transition = zone.getRules().getTransition(local);
    return transition != null && transition.isGap()
        ? transition.getInstant()
        : local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
  }
}
