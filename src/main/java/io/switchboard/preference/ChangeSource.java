package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** On which way a change came. */
public enum ChangeSource {
  /** The user, in a browser. */
  WEB,
  /** The user, by another program. */
  API,
  /** An operator. */
  ADMIN,
  /** A link in a message. */
  UNSUBSCRIBE,
  /** Choices taken over from another system. */
  IMPORT,
  /** The service itself, such as after mail came back. */
  SERVICE,
  /** The identity provider, by what a token says. */
  TOKEN;

  /** The source as clients read it. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
