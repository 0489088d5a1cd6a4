package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who decided. */
public enum Layer {
  /** The state of the user's address. */
  ADDRESS,
  /** The operator, for everybody. */
  PLATFORM,
  /** The tenant that the user belongs to. */
  TENANT,
  /** The user. */
  USER,
  /** The class of the policy type, where nobody else said anything. */
  CLASS,
  /** The message itself. */
  MESSAGE;

  /** The layer as clients read it. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
