package io.switchboard.stomp;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The {@code events} header of SUBSCRIBE: only these events are sent. */
final class EventFilter {

  private EventFilter() {}

  /** The events named, separated by commas; {@code null} for all. */
  static @Nullable Set<String> parse(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return null;
    }
    return Arrays.stream(header.split(","))
        .map(String::strip)
        .collect(Collectors.toUnmodifiableSet());
  }
}
