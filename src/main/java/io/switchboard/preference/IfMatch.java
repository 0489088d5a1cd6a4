package io.switchboard.preference;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The precondition of a write, as of RFC 9110 section 13.1.1. Comparison is strong, so a weak tag
 * never matches.
 *
 * @param tags the acceptable entity tags with their quotes, {@code null} if any is
 */
record IfMatch(@Nullable List<String> tags) {

  static final IfMatch ANY = new IfMatch(null);

  private static final String TAG = "(?:W/)?\"[\\x21\\x23-\\x7E\\x80-\\xFF]*+\"";
  private static final Pattern ENTITY_TAG = Pattern.compile(TAG);
  private static final Pattern LIST = Pattern.compile(TAG + "(?:[ \\t]*+,[ \\t]*+" + TAG + ")*+");

  /**
   * @param header the header's value, {@code null} if it was not sent, which any version satisfies
   * @throws Refused {@link ErrorCode#INVALID_VALUE} if it is neither {@code *} nor a list of tags
   */
  static IfMatch optional(@Nullable String header) {
    if (header == null || header.equals("*")) {
      return ANY;
    }
    if (!LIST.matcher(header).matches()) {
      throw new Refused(
          ErrorCode.INVALID_VALUE,
          "If-Match is not a list of entity tags; send the ETag as you got it, with its quotes.");
    }
    return new IfMatch(ENTITY_TAG.matcher(header).results().map(MatchResult::group).toList());
  }

  /**
   * @throws Refused {@link ErrorCode#VERSION_REQUIRED} if the header was not sent, {@link
   *     ErrorCode#INVALID_VALUE} as {@link #optional(String)}
   */
  static IfMatch required(@Nullable String header) {
    if (header == null) {
      throw new Refused(
          ErrorCode.VERSION_REQUIRED,
          "Send If-Match with the ETag of GET /api/preferences, or * for any version.");
    }
    return optional(header);
  }

  /**
   * @param current the entity tag of what is stored, with its quotes
   * @throws Refused {@link ErrorCode#STALE_VERSION} if it is not acceptable
   */
  void require(String current) {
    if (tags != null && !tags.contains(current)) {
      throw new Refused(
          ErrorCode.STALE_VERSION,
          "The preferences have changed since they were read; read them again.");
    }
  }
}
