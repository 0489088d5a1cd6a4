package io.switchboard.broker;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A frame ready to be written, shared by all who get it.
 *
 * @param bytes the whole frame; readers take slices and write nothing
 * @param text whether it is valid UTF-8 and may go as a WebSocket text message
 * @param channel whose frames it stays in order with, {@code null} for a frame of none
 * @param priority between channels
 * @param replaces a waiting frame with an equal one may be replaced by this; {@code null} for none
 */
public record EncodedFrame(
    ByteBuffer bytes,
    boolean text,
    @Nullable String channel,
    Priority priority,
    @Nullable Object replaces) {

  /** A frame that waits in its turn and is of no channel. */
  public EncodedFrame(ByteBuffer bytes, boolean text) {
    this(bytes, text, null, Priority.NORMAL, null);
  }

  /** What frames have in common of which only the newest counts. */
  private record Conflated(String channel, Object subscription, String key) {}

  /** The same frame, handled as its publication wants it. */
  EncodedFrame of(Publication publication, Object sharedBy) {
    Handling handling = publication.handling();
    String key = handling.conflationKey();
    return new EncodedFrame(
        bytes,
        text,
        publication.destination(),
        handling.priority(),
        key == null ? null : new Conflated(publication.destination(), sharedBy, key));
  }

  /** The same frame, in order with those of that channel. */
  EncodedFrame of(String destination) {
    return new EncodedFrame(bytes, text, destination, priority, replaces);
  }

  int size() {
    return bytes.remaining();
  }
}
