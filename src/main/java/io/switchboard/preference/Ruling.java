package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.Locale;

/** What the platform or a tenant says about a cell, or about many. */
enum Ruling {
  /** Sent to users who did not choose. Never about many cells at once. */
  ENABLED,
  /** Not sent to users who did not choose. */
  DISABLED,
  /** Sent, whatever users choose. */
  REQUIRED,
  /** Not sent, whatever users choose and whoever requires it. */
  FORBIDDEN,
  /** Nothing. Never stored. */
  INHERIT;

  @JsonValue
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws Refused {@link ErrorCode#INVALID_VALUE} for any other word, also in another case
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Ruling of(String word) {
    for (Ruling ruling : values()) {
      if (ruling.word().equals(word)) {
        return ruling;
      }
    }
    throw Refused.field(
        ErrorCode.INVALID_VALUE,
        "policySetting",
        "A policySetting here is enabled, disabled, required, forbidden or inherit.");
  }
}
