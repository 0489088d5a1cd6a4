package io.switchboard.stomp;

import java.time.Instant;
import java.util.List;

/**
 * A session as an operator sees it.
 *
 * @param id unique among all sessions of all nodes
 * @param connectedAt when its token was accepted
 * @param lastHeard when anything last came from the client
 * @param expiresAt when its token ends
 * @param transport such as {@code websocket}
 * @param subscriptions what it listens to
 */
public record OpenSession(
    String id,
    Instant connectedAt,
    Instant lastHeard,
    Instant expiresAt,
    String transport,
    List<Listening> subscriptions) {

  /**
   * @param id the client's own
   * @param destination as the client wrote it
   */
  public record Listening(String id, String destination) {}
}
