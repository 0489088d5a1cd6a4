package io.switchboard.presence;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One device of a user on a channel.
 *
 * @param ref names this device for as long as it stays, reconnects within the grace included
 * @param status how present
 * @param since when it came
 * @param lastSeen when something was last heard from it
 * @param name the user's name from the token
 * @param data what the client says about itself, an empty object if nothing
 */
record Meta(
    String ref,
    Status status,
    Instant since,
    Instant lastSeen,
    @Nullable String name,
    JsonNode data) {

  Meta seen(Instant now) {
    return new Meta(ref, status, since, now, name, data);
  }

  Meta with(Status newStatus, JsonNode newData, Instant now) {
    return new Meta(ref, newStatus, since, now, name, newData);
  }

  /** Whether others would see a difference, the time last seen aside. */
  boolean looksLike(Meta other) {
    return status == other.status && data.equals(other.data) && Objects.equals(name, other.name);
  }
}
