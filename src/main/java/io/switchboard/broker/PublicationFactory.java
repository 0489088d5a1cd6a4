package io.switchboard.broker;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes publications of the service itself, and the ids of all. */
@Component
public class PublicationFactory {

  private final String node = newNodeId();
  private final AtomicLong counter = new AtomicLong();
  private final Clock clock;
  private final JsonMapper json;

  PublicationFactory(Clock clock, JsonMapper json) {
    this.clock = clock;
    this.json = json;
  }

  /** An id no other publication has: 64 random bits of this start of the node, and a counter. */
  public String newId() {
    return node + '-' + Long.toString(counter.incrementAndGet(), 36);
  }

  /** A publication by the service with a JSON body. */
  public Publication json(String destination, String event, Object body) {
    return json(destination, event, body, Map.of());
  }

  /** A publication by the service with a JSON body and further headers. */
  public Publication json(
      String destination, String event, Object body, Map<String, String> headers) {
    return new Publication(
        destination,
        newId(),
        event,
        null,
        clock.instant(),
        Publication.JSON,
        json.writeValueAsBytes(body),
        headers);
  }

  private static String newNodeId() {
    byte[] bytes = new byte[8];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
