package io.switchboard.outbound;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After}: seconds, or a date (RFC 9110, 10.2.3). */
public final class RetryAfter {

  private RetryAfter() {}

  /**
   * @param header its value, {@code null} if there is none
   * @param cap the longest wait
   * @param otherwise the wait if there is no header, or none that can be read
   * @return from 0 to {@code cap}
   */
  public static Duration parse(
      @Nullable String header, Instant now, Duration cap, Duration otherwise) {
    Duration wait = header == null ? null : read(header.strip(), now);
    if (wait == null) {
      return otherwise;
    }
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(cap) > 0 ? cap : wait;
  }

  private static @Nullable Duration read(String text, Instant now) {
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      return Duration.between(
          now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException unreadable) {
      return null;
    }
  }
}
