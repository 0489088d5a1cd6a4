package io.switchboard.stomp;

import io.switchboard.broker.ClientSession;
import io.switchboard.security.Caller;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's SEND.
 *
 * @param session the session that sends
 * @param caller who it is
 * @param destination canonical
 * @param headers all the client's headers, unchecked; a rule picks what it knows, nothing passes by
 *     itself
 * @param body may be empty
 */
public record SendRequest(
    ClientSession session,
    Caller caller,
    Destination destination,
    Map<String, String> headers,
    byte[] body) {

  public @Nullable String header(String name) {
    return headers.get(name);
  }
}
