package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;

/**
 * When a user wants silence, every day.
 *
 * @param zone the IANA zone in which both times are read
 * @param from the first minute of silence
 * @param to the first minute after it; before {@code from} if the silence spans midnight
 */
@Embeddable
record QuietHours(
    @Column(name = "quiet_zone") ZoneId zone,
    @Column(name = "quiet_from") @JsonFormat(pattern = ChannelSettings.TIME) LocalTime from,
    @Column(name = "quiet_to") @JsonFormat(pattern = ChannelSettings.TIME) LocalTime to) {

  /**
   * Reads quiet hours as clients write them.
   *
   * @throws Refused {@link ErrorCode#INVALID_VALUE} for a zone that IANA does not list, such as an
   *     offset; for a bad time; and for silence without length
   */
  static QuietHours parse(String zone, String from, String to) {
    ZoneId place = ChannelSettings.parseZone("quietHours.zone", zone);
    LocalTime start = ChannelSettings.parseTime("quietHours.from", from);
    LocalTime end = ChannelSettings.parseTime("quietHours.to", to);
    if (start.equals(end)) {
      throw Refused.field(
          ErrorCode.INVALID_VALUE,
          "quietHours.to",
          "Quiet hours must end at another time than they begin; mute the channel type instead.");
    }
    return new QuietHours(place, start, end);
  }

  /** Whether the zone's clocks show a time of silence at that moment. */
  boolean cover(Instant at) {
    return cover(at.atZone(zone).toLocalTime());
  }

  private boolean cover(LocalTime time) {
    boolean afterFrom = !time.isBefore(from);
    boolean beforeTo = time.isBefore(to);
    return from.isBefore(to) ? afterFrom && beforeTo : afterFrom || beforeTo;
  }

  /**
   * The first moment from {@code at} on that is outside. Where clocks are changed that may be the
   * change itself, and silence that comes a second time on the same night is a new one.
   */
  Instant endAfter(Instant at) {
    Instant moment = at;
    while (cover(moment)) {
      Instant end = moment.plus(untilTo(moment.atZone(zone).toLocalTime()));
      ZoneOffsetTransition change = zone.getRules().nextTransition(moment);
      moment = change != null && change.getInstant().isBefore(end) ? change.getInstant() : end;
    }
    return moment;
  }

  private Duration untilTo(LocalTime time) {
    Duration left = Duration.between(time, to);
    return left.isPositive() ? left : left.plusDays(1);
  }

  /** As people read it: {@code 22:00-07:00 Europe/Berlin}. */
  String words() {
    return from + "-" + to + " " + zone;
  }
}
