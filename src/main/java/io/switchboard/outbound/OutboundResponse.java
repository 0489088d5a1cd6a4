package io.switchboard.outbound;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered, whatever its status.
 *
 * @param headers their names in lower case
 * @param body at most {@code switchboard.outbound.max-response-body} of it
 */
public record OutboundResponse(int status, Map<String, String> headers, byte[] body) {

  public @Nullable String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
