package io.switchboard.push;

import java.util.Locale;

/** How soon a browser should hear of a push, against its battery (RFC 8030, 5.3). */
public enum Urgency {
  /** On power and Wi-Fi. */
  VERY_LOW,
  /** On power or Wi-Fi. */
  LOW,
  /** Neither on low battery. */
  NORMAL,
  /** Even on low battery. */
  HIGH;

  /** The value of the header {@code Urgency}. */
  String header() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
