package io.switchboard.stomp;

import io.switchboard.broker.ClientSession;
import io.switchboard.security.Caller;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's SUBSCRIBE.
 *
 * @param session the session that subscribes
 * @param caller who it is
 * @param subscriptionId the client's id for it
 * @param destination canonical
 * @param headers all the client's headers, unchecked
 */
public record SubscribeRequest(
    ClientSession session,
    Caller caller,
    String subscriptionId,
    Destination destination,
    Map<String, String> headers) {

  public @Nullable String header(String name) {
    return headers.get(name);
  }
}
