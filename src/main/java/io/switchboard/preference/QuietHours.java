package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;

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
    // ZoneId alone also takes offsets, which do not follow daylight saving.
    if (!ZoneRulesProvider.getAvailableZoneIds().contains(zone)) {
      throw Refused.field(
          ErrorCode.INVALID_VALUE,
          "quietHours.zone",
          "A zone is named as IANA does, such as Europe/Berlin.");
    }
    LocalTime start = ChannelSettings.parseTime("quietHours.from", from);
    LocalTime end = ChannelSettings.parseTime("quietHours.to", to);
    if (start.equals(end)) {
      throw Refused.field(
          ErrorCode.INVALID_VALUE,
          "quietHours.to",
          "Quiet hours must end at another time than they begin; mute the channel type instead.");
    }
    return new QuietHours(ZoneId.of(zone), start, end);
  }
}
