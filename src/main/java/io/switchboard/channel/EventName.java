package io.switchboard.channel;

import io.switchboard.broker.Publication;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammar of events: 1 to 64 characters, none that the service itself speaks. */
final class EventName {

  private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:~-]{0,63}");

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
    if (!GRAMMAR.matcher(event).matches() || RESERVED.contains(event)) {
      throw new Refused(
          ErrorCode.INVALID_VALUE,
          "An event has 1 to 64 letters, digits and . _ : ~ -, and is not open, error or reset.");
    }
    return event;
  }
}
