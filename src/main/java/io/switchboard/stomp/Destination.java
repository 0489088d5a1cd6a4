package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A destination in its one canonical form. Everything that a rule could misread is refused before
 * any rule is asked: doubled slashes, wildcards, patterns, dot segments, other prefixes.
 *
 * @param value such as {@code /topic/chat:room1}
 */
public record Destination(String value) {

  private static final int MAX_LENGTH = 256;
  private static final Pattern CANONICAL =
      Pattern.compile("/(topic|app|user/queue)(/[A-Za-z0-9:_~@|+=.-]+)+");
  private static final Pattern DOTS = Pattern.compile("/\\.{1,2}(/|$)");

  /**
   * @throws Refused {@link ErrorCode#BAD_DESTINATION} if it is missing or not canonical
   */
  public static Destination parse(@Nullable String value) {
    if (value == null
        || value.length() > MAX_LENGTH
        || !CANONICAL.matcher(value).matches()
        || DOTS.matcher(value).find()) {
      throw new Refused(
          ErrorCode.BAD_DESTINATION,
          "Destinations are /topic/…, /app/… and /user/queue/…, without wildcards, doubled slashes"
              + " or patterns.");
    }
    return new Destination(value);
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
