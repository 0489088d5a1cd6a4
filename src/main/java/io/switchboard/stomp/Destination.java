package io.switchboard.stomp;

import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A destination in its one canonical form. Everything that a rule could misread is refused before
 * any rule is asked: doubled slashes, wildcards, patterns, dot segments, other prefixes.
 *
 * @param value such as {@code /topic/chat:room1}
 */
public record Destination(String value) {

  private static final int MAX_LENGTH = 256;
  private static final List<String> PREFIXES = List.of(ChannelName.TOPIC, "/app/", "/user/queue/");

  /**
   * @throws Refused {@link ErrorCode#BAD_DESTINATION} if it is missing or not canonical
   */
  public static Destination parse(@Nullable String value) {
    if (value == null || value.length() > MAX_LENGTH || !isCanonical(value)) {
      throw new Refused(
          ErrorCode.BAD_DESTINATION,
          "Destinations are /topic/…, /app/… and /user/queue/…, without wildcards, doubled slashes"
              + " or patterns.");
    }
    return new Destination(value);
  }

  /** By hand: it is asked for every frame, and a pattern takes ten times as long. */
  private static boolean isCanonical(String value) {
    for (String prefix : PREFIXES) {
      if (value.startsWith(prefix)) {
        return areSegments(value, prefix.length());
      }
    }
    return false;
  }

  private static boolean areSegments(String value, int from) {
    int start = from;
    for (int i = from; i <= value.length(); i++) {
      if (i == value.length() || value.charAt(i) == '/') {
        if (isEmptyOrDots(value, start, i)) {
          return false;
        }
        start = i + 1;
      } else if (!isAllowed(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEmptyOrDots(String value, int start, int end) {
    return end == start
        || (value.charAt(start) == '.'
            && (end == start + 1 || (end == start + 2 && value.charAt(start + 1) == '.')));
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ":_~@|+=.-".indexOf(c) >= 0;
  }

  /** What follows the prefix, or {@code null} if the destination does not start with it. */
  public @Nullable String after(String prefix) {
    return value.startsWith(prefix) ? value.substring(prefix.length()) : null;
  }

  @Override
  public String toString() {
    return value;
  }
}
