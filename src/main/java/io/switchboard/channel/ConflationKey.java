package io.switchboard.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What publications have in common of which a slow client needs the newest only. A publication
 * without it, or with one of more than 256 characters, is never replaced.
 */
final class ConflationKey {

  private static final int MAX_LENGTH = 256;
  private static final String EVENT = "event";

  private final String source;
  private final @Nullable JsonPointer pointer;
  private final JsonMapper json;

  /**
   * @param source as configured, {@link #isValid valid}
   */
  ConflationKey(String source, JsonMapper json) {
    this.source = source;
    this.pointer = source.startsWith("/") ? JsonPointer.compile(source) : null;
    this.json = json;
  }

  /** Whether it is a JSON pointer, {@code event}, or one of the headers. */
  static boolean isValid(String source, List<String> headers) {
    return source.matches("(/([^~/]|~[01])+)+") || source.equals(EVENT) || headers.contains(source);
  }

  /** The key of a message, {@code null} if it has none. */
  @Nullable String of(Draft draft) {
    String key =
        pointer != null
            ? at(pointer, draft.body())
            : source.equals(EVENT) ? EventName.check(draft.event()) : draft.headers().get(source);
    return key == null || key.length() > MAX_LENGTH ? null : key;
  }

  private @Nullable String at(JsonPointer path, byte[] body) {
    try {
      JsonNode value = json.readTree(body).at(path);
      return value.isMissingNode() ? null : value.toString();
    } catch (JacksonException notJson) {
      return null;
    }
  }
}
