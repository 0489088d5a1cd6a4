package io.switchboard.stomp;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One frame of a client.
 *
 * @param command as sent
 * @param headers unescaped; of a repeated header the first counts, as STOMP 1.2 says
 * @param body may be empty
 */
record ClientFrame(String command, Map<String, String> headers, byte[] body) {

  @Nullable String header(String name) {
    return headers.get(name);
  }
}
