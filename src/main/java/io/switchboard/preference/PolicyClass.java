package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.Locale;

/** What kind of message a policy type is, which says what holds until somebody chooses. */
enum PolicyClass {
  /** About the safety of the user's account. */
  SECURITY(PolicySetting.ENABLED),
  /** About what the user did or ordered. */
  TRANSACTIONAL(PolicySetting.ENABLED),
  /** About what other users did. */
  SOCIAL(PolicySetting.ENABLED),
  /** Advertising, which needs the user's consent. */
  MARKETING(PolicySetting.DISABLED);

  private final PolicySetting initially;

  PolicyClass(PolicySetting initially) {
    this.initially = initially;
  }

  PolicySetting initially() {
    return initially;
  }

  @JsonValue
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws Refused {@link ErrorCode#INVALID_VALUE} for any other word, also in another case
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static PolicyClass of(String word) {
    return switch (word) {
      case "security" -> SECURITY;
      case "transactional" -> TRANSACTIONAL;
      case "social" -> SOCIAL;
      case "marketing" -> MARKETING;
      default ->
          throw Refused.field(
              ErrorCode.INVALID_VALUE,
              "class",
              "A class is security, transactional, social or marketing.");
    };
  }
}
