package io.switchboard.channel;

import io.switchboard.broker.Publication;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The grammar of events: 1 to 64 characters, none that the service itself speaks. */
final class EventName {

  /** What an EventSource or a client of ours would take for something else. */
  private static final Set<String> RESERVED = Set.of("open", "error", "reset");

  private EventName() {}

  /**
   * @param event as published, {@code message} if absent
   * @throws Refused {@link ErrorCode#INVALID_VALUE}
   */
  static String check(@Nullable String event) {
    if (event == null) {
      return Publication.MESSAGE;
    }
    if (!Publication.EVENT_NAME.matcher(event).matches() || RESERVED.contains(event)) {
      throw new Refused(
          ErrorCode.INVALID_VALUE,
          "An event has 1 to 64 letters, digits and . _ : ~ -, and is not open, error or reset.");
    }
    return event;
  }
}
