package io.switchboard.stream;

import io.switchboard.broker.EncodedFrame;
import io.switchboard.broker.Publication;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One event of an event stream (WHATWG HTML, "Server-sent events"), preceded by a line that names
 * its source and is not sent. So all streams of a channel share the bytes, and a stream of several
 * channels still knows which cursor an event moves.
 *
 * <p>All text is JSON on one line, or of a grammar without line ends, so nothing that was published
 * can end a field or begin another.
 */
final class EventFrame {

  private static final String USER = "/user/";
  private static final String ID = "id: ";

  private EventFrame() {}

  /** A publication: its position, its event, and itself as JSON. */
  static EncodedFrame of(Publication publication, JsonMapper json) {
    String source = source(publication.destination());
    boolean stream = publication.destination().startsWith(USER);
    StringBuilder event = begin(source, publication.position());
    if (!publication.isSignal()) {
      Message message =
          Message.of(publication, stream ? null : channel(source), stream ? source : null);
      event
          .append("event: ")
          .append(publication.event())
          .append("\ndata: ")
          .append(json.writeValueAsString(message))
          .append('\n');
    }
    return end(event);
  }

  /** A position without an event: the cursor moves, the page hears nothing. */
  static EncodedFrame position(String source, @Nullable Position position) {
    StringBuilder event = begin(source, position);
    return end(position == null ? event.append(":\n") : event);
  }

  /** The position a client wanted to continue after is gone; it must read its state anew. */
  static EncodedFrame reset(String source, @Nullable Position position, JsonMapper json) {
    Reset reset =
        new Reset(
            source,
            position == null ? null : position.epoch(),
            position == null ? null : position.offset());
    return end(
        begin(source, position)
            .append("event: reset\ndata: ")
            .append(json.writeValueAsString(reset))
            .append('\n'));
  }

  /** A line that keeps the connection busy. */
  static ByteBuffer comment(String text) {
    return bytes("\n:" + text + "\n\n");
  }

  /** How many milliseconds the browser waits before it connects again. */
  static ByteBuffer retry(long millis) {
    return bytes("\nretry: " + millis + "\n\n");
  }

  private record Reset(String channel, @Nullable String epoch, @Nullable Long offset) {}

  private static StringBuilder begin(String source, @Nullable Position position) {
    StringBuilder event = new StringBuilder(256).append(source).append('\n');
    if (position != null) {
      event.append(ID).append(position).append('\n');
    }
    return event;
  }

  private static EncodedFrame end(StringBuilder event) {
    return new EncodedFrame(bytes(event.append('\n').toString()), true);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The channel, the channel with {@code /presence}, or the user's stream. */
  private static String source(String destination) {
    return destination.startsWith(USER)
        ? destination.substring(destination.lastIndexOf('/') + 1)
        : destination.substring(ChannelName.TOPIC.length());
  }

  private static String channel(String source) {
    int slash = source.indexOf('/');
    return slash < 0 ? source : source.substring(0, slash);
  }

  /** What is sent of a frame: all but its first line, with the id line that the cursor wants. */
  static byte[] sent(ByteBuffer frame, Cursor cursor) {
    byte[] bytes = new byte[frame.remaining()];
    frame.slice().get(bytes);
    int start = indexOf(bytes, 0) + 1;
    if (!startsWithId(bytes, start)) {
      return Arrays.copyOfRange(bytes, start, bytes.length);
    }
    int end = indexOf(bytes, start);
    String source = new String(bytes, 0, start - 1, StandardCharsets.UTF_8);
    String position =
        new String(bytes, start + ID.length(), end - start - ID.length(), StandardCharsets.UTF_8);
    byte[] id = (ID + cursor.advance(source, position)).getBytes(StandardCharsets.UTF_8);
    byte[] sent = new byte[id.length + bytes.length - end];
    System.arraycopy(id, 0, sent, 0, id.length);
    System.arraycopy(bytes, end, sent, id.length, bytes.length - end);
    return sent;
  }

  private static boolean startsWithId(byte[] bytes, int start) {
    return bytes.length > start + ID.length()
        && bytes[start] == 'i'
        && bytes[start + 1] == 'd'
        && bytes[start + 2] == ':';
  }

  private static int indexOf(byte[] bytes, int from) {
    int i = from;
    while (bytes[i] != '\n') {
      i++;
    }
    return i;
  }
}
