package io.switchboard.broker;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import org.jspecify.annotations.Nullable;

/** How urgent a publication is among those of other channels that wait for the same client. */
public enum Priority {
  /** Goes before what waits of other channels. */
  HIGH,
  /** Goes in its turn. */
  NORMAL,
  /** Goes when nothing else waits. */
  LOW;

  /**
   * @param word as a publisher writes it, {@code null} for {@link #NORMAL}
   * @throws Refused {@link ErrorCode#INVALID_VALUE}
   */
  public static Priority of(@Nullable String word) {
    return switch (word) {
      case null -> NORMAL;
      case "high" -> HIGH;
      case "normal" -> NORMAL;
      case "low" -> LOW;
      default ->
          throw Refused.field(
              ErrorCode.INVALID_VALUE, "priority", "A priority is high, normal or low.");
    };
  }

  /** The less urgent of the two. */
  Priority orLower(Priority other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
