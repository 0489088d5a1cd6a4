package io.switchboard.presence;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client says about itself: {@code {status, data}}, at most 1 kB.
 *
 * @param status {@code online} if absent
 * @param data a JSON object, empty if absent
 */
record PresenceUpdate(@Nullable Status status, @Nullable JsonNode data) {

  private static final int MAX_BYTES = 1024;

  Status statusOrOnline() {
    return status == null ? Status.ONLINE : status;
  }

  /** Reads updates. */
  @Component
  static class Reader {

    private final JsonMapper json;

    Reader(JsonMapper json) {
      this.json = json;
    }

    PresenceUpdate nothing() {
      return new PresenceUpdate(Status.ONLINE, json.createObjectNode());
    }

    /**
     * @throws Refused {@link ErrorCode#TOO_LARGE} or {@link ErrorCode#INVALID_VALUE}
     */
    PresenceUpdate read(byte[] body) {
      if (body.length > MAX_BYTES) {
        throw new Refused(ErrorCode.TOO_LARGE, "A presence is at most 1,024 bytes of JSON.");
      }
      try {
        PresenceUpdate update = json.readValue(body, PresenceUpdate.class);
        JsonNode data = update.data() == null ? json.createObjectNode() : update.data();
        if (!data.isObject()) {
          throw malformed();
        }
        return new PresenceUpdate(update.statusOrOnline(), data);
      } catch (JacksonException notJson) {
        throw malformed();
      }
    }

    private static Refused malformed() {
      return new Refused(
          ErrorCode.INVALID_VALUE,
          "A presence is {\"status\": \"online\"|\"away\"|\"busy\", \"data\": {…}}.");
    }
  }
}
