package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.Locale;

/** What a user chose for one policy type on one channel type. */
public enum PolicySetting {
  /** Send it. */
  ENABLED,
  /** Do not send it. */
  DISABLED,
  /** No choice: whatever stands behind the user's own choices answers. Never stored. */
  INHERIT;

  /** The setting as clients write it: {@code enabled}, {@code disabled} or {@code inherit}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws Refused {@link ErrorCode#INVALID_VALUE} for any other word, also in another case
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static PolicySetting of(String word) {
    return switch (word) {
      case "enabled" -> ENABLED;
      case "disabled" -> DISABLED;
      case "inherit" -> INHERIT;
      default ->
          throw Refused.field(
              ErrorCode.INVALID_VALUE,
              "policySetting",
              "A policySetting is enabled, disabled or inherit.");
    };
  }
}
