package io.switchboard.presence;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;

/** How present a user is, the strongest first: over several devices the strongest counts. */
enum Status {
  /** There, and not to be disturbed. */
  @JsonProperty("busy")
  BUSY,
  /** There. */
  @JsonProperty("online")
  ONLINE,
  /** Connected, but elsewhere. */
  @JsonProperty("away")
  AWAY;

  static Status strongest(Collection<Status> devices) {
    return devices.stream().min(Status::compareTo).orElse(AWAY);
  }
}
