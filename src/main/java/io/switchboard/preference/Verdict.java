package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What becomes of one message to one user on one channel type. */
public enum Verdict {
  /** It goes now. */
  SEND,
  /** It waits; whoever holds it asks again when the time has come. */
  DEFER,
  /** It waits and goes with others in one message. */
  DIGEST,
  /** It never goes. */
  SUPPRESS;

  /** The verdict as clients read it. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
