package io.switchboard.channel;

import io.switchboard.broker.Priority;
import io.switchboard.shared.Idempotency;
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
 * @param priority among the messages of other channels that wait for the same client
 * @param id the message's id if the publisher may repeat itself, {@code null} for a new one
 * @param repeated whether a message of that id may have been recorded already
 */
record Draft(
    @Nullable String event,
    @Nullable String sender,
    String contentType,
    byte[] body,
    Map<String, String> headers,
    boolean ephemeral,
    Priority priority,
    @Nullable String id,
    boolean repeated) {

  /** A message that cannot come twice. */
  Draft(
      @Nullable String event,
      @Nullable String sender,
      String contentType,
      byte[] body,
      Map<String, String> headers,
      boolean ephemeral,
      Priority priority) {
    this(event, sender, contentType, body, headers, ephemeral, priority, null, false);
  }

  /** The same message as one part of a request that may be repeated. */
  Draft partOf(Idempotency request, int index) {
    return new Draft(
        event,
        sender,
        contentType,
        body,
        headers,
        ephemeral,
        priority,
        request.claim() + '-' + index,
        request.retried());
  }
}
