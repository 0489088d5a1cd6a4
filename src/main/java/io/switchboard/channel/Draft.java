package io.switchboard.channel;

import io.switchboard.broker.Publication;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to publish.
 *
 * @param event {@code message} if {@code null}
 * @param sender the user, {@code null} for the service itself
 * @param contentType a media type
 * @param body the bytes
 * @param headers further headers of the MESSAGE
 * @param ephemeral delivered and never recorded
 */
record Draft(
    @Nullable String event,
    @Nullable String sender,
    String contentType,
    byte[] body,
    Map<String, String> headers,
    boolean ephemeral) {

  /** A message that came by REST. */
  static Draft json(@Nullable String event, String sender, byte[] json, boolean ephemeral) {
    return new Draft(event, sender, Publication.JSON, json, Map.of(), ephemeral);
  }
}
