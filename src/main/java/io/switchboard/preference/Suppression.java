package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;

/** What is wrong with an address, so that nothing is sent to it. */
public enum Suppression {
  /** Messages came back for good. */
  BOUNCED(Reason.BOUNCED),
  /** The recipient reported a message as abuse. */
  COMPLAINED(Reason.COMPLAINED),
  /** Nobody has shown yet that the address is the user's. */
  UNVERIFIED(Reason.UNVERIFIED);

  private final Reason reason;

  Suppression(Reason reason) {
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  /** The word that operators use: {@code bounced}, {@code complained} or {@code unverified}. */
  @JsonValue
  public String word() {
    return reason.word();
  }

  /**
   * @throws Refused {@link ErrorCode#INVALID_VALUE} for any other word
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Suppression of(String word) {
    return switch (word) {
      case "bounced" -> BOUNCED;
      case "complained" -> COMPLAINED;
      case "unverified" -> UNVERIFIED;
      default ->
          throw Refused.field(
              ErrorCode.INVALID_VALUE, "reason", "A reason is bounced, complained or unverified.");
    };
  }
}
