package io.switchboard.stomp;

import io.switchboard.broker.Publication;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The {@code events} header of SUBSCRIBE: only these events are sent. */
public final class EventFilter {

  private EventFilter() {}

  private static final int MAX_EVENTS = 32;

  /**
   * The events named, separated by commas; {@code null} for all.
   *
   * @throws Refused if there are more than 32, or one cannot be an event
   */
  public static @Nullable Set<String> parse(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return null;
    }
    String[] names = header.split(",", MAX_EVENTS + 1);
    Set<String> events =
        Arrays.stream(names).map(String::strip).collect(Collectors.toUnmodifiableSet());
    if (names.length > MAX_EVENTS
        || !events.stream().allMatch(name -> Publication.EVENT_NAME.matcher(name).matches())) {
      throw new Refused(
          ErrorCode.INVALID_VALUE, "'events' names up to " + MAX_EVENTS + " events, with commas.");
    }
    return events;
  }
}
