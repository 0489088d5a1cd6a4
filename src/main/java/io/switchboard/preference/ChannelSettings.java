package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.zone.ZoneRulesProvider;
import org.jspecify.annotations.Nullable;

/**
 * How a user wants one channel type to behave.
 *
 * @param address where it delivers to, {@code null} if the user named none
 * @param digestAt when a digest is due, every day
 * @param zone the IANA zone of {@code digestAt}; that of the quiet hours if {@code null}, and the
 *     service's own if there are none
 */
@Embeddable
record ChannelSettings(
    @Column(name = "address") @Nullable String address,
    @Nullable QuietHours quietHours,
    @Column(name = "digest_at") @JsonFormat(pattern = TIME) @Nullable LocalTime digestAt,
    @Column(name = "zone") @Nullable ZoneId zone) {

  static final ChannelSettings NONE = new ChannelSettings(null, null, null, null);

  /** How clients write a time of day. */
  static final String TIME = "HH:mm";

  /** Java lists rules of old Unix systems among those of the time zone database. */
  private static final String NOT_OF_IANA = "SystemV/";

  private static final DateTimeFormatter TIME_FORMAT =
      DateTimeFormatter.ofPattern(TIME).withResolverStyle(ResolverStyle.STRICT);

  /**
   * @param field named in the error
   * @param text two digits of hours, a colon, two digits of minutes, 00:00 to 23:59
   * @throws Refused {@link ErrorCode#INVALID_VALUE} for anything else
   */
  static LocalTime parseTime(String field, String text) {
    try {
      return LocalTime.parse(text, TIME_FORMAT);
    } catch (DateTimeException _) {
      throw Refused.field(
          ErrorCode.INVALID_VALUE, field, "A time of day is written HH:mm, 00:00 to 23:59.");
    }
  }

  /**
   * @param field named in the error
   * @throws Refused {@link ErrorCode#INVALID_VALUE} for a zone that IANA does not list, such as an
   *     offset
   */
  static ZoneId parseZone(String field, String zone) {
    // ZoneId alone also takes offsets, which do not follow daylight saving.
    if (zone.startsWith(NOT_OF_IANA) || !ZoneRulesProvider.getAvailableZoneIds().contains(zone)) {
      throw Refused.field(
          ErrorCode.INVALID_VALUE, field, "A zone is named as IANA does, such as Europe/Berlin.");
    }
    return ZoneId.of(zone);
  }

  @JsonIgnore
  boolean isEmpty() {
    return equals(NONE);
  }
}
