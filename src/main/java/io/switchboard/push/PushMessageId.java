package io.switchboard.push;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * Which message to which browser.
 *
 * @param value random
 */
public record PushMessageId(@JsonValue UUID value) {

  static PushMessageId random() {
    return new PushMessageId(UUID.randomUUID());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
