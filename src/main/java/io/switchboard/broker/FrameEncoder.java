package io.switchboard.broker;

import io.switchboard.shared.Position;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes STOMP 1.2 frames. Header values are escaped as the specification's "Value Encoding" says,
 * except in CONNECTED, which it exempts.
 */
public final class FrameEncoder {

  private static final int JOINED_LIMIT = 8_000;

  private FrameEncoder() {}

  /** The server's answer to CONNECT. */
  public static ByteBuffer connected(String version, Map<String, String> headers) {
    StringBuilder frame = new StringBuilder("CONNECTED\nversion:").append(version).append('\n');
    headers.forEach((name, value) -> frame.append(name).append(':').append(value).append('\n'));
    return bytes(frame.append('\n').append('\0'));
  }

  /** The confirmation of a frame that carried a {@code receipt} header. */
  public static ByteBuffer receipt(String receiptId, Map<String, String> headers) {
    StringBuilder frame = new StringBuilder("RECEIPT\n");
    header(frame, "receipt-id", receiptId);
    headers.forEach((name, value) -> header(frame, name, value));
    return bytes(frame.append('\n').append('\0'));
  }

  /** The last frame of a session that went wrong. */
  public static ByteBuffer error(Map<String, String> headers, byte[] json) {
    StringBuilder frame = new StringBuilder("ERROR\n");
    headers.forEach((name, value) -> header(frame, name, value));
    header(frame, "content-type", Publication.JSON);
    return join(frame, json);
  }

  /** A heartbeat: one end of line outside any frame. */
  public static ByteBuffer heartbeat() {
    return ByteBuffer.wrap(new byte[] {'\n'});
  }

  static EncodedFrame message(Publication publication, Subscription subscription) {
    StringBuilder frame = new StringBuilder(256).append("MESSAGE\n");
    header(frame, "destination", subscription.destination());
    header(frame, "subscription", subscription.id());
    header(frame, "message-id", publication.id());
    header(frame, "event", publication.event());
    if (publication.sender() != null) {
      header(frame, "sender", publication.sender());
    }
    header(frame, "timestamp", publication.timestamp().toString());
    Position position = publication.position();
    if (position != null) {
      header(frame, "epoch", position.epoch());
      header(frame, "offset", Long.toString(position.offset()));
    }
    publication.headers().forEach((name, value) -> header(frame, name, value));
    header(frame, "content-type", publication.contentType());
    return new EncodedFrame(join(frame, publication.body()), isUtf8(publication.body()));
  }

  /**
   * Encodes publications for everyone whose subscription has this id, joined into WebSocket
   * messages of less than 8,000 bytes, which is what Java clients accept by default. A frame that
   * is larger, or binary, is a message of its own.
   */
  static List<EncodedFrame> messages(List<Publication> publications, Subscription subscription) {
    if (publications.size() == 1) {
      return List.of(message(publications.getFirst(), subscription));
    }
    List<EncodedFrame> messages = new ArrayList<>();
    ByteArrayOutputStream joined = new ByteArrayOutputStream(JOINED_LIMIT);
    for (Publication publication : publications) {
      EncodedFrame frame = message(publication, subscription);
      boolean joins = frame.text() && frame.bytes().remaining() < JOINED_LIMIT;
      if (joined.size() > 0
          && (!joins || joined.size() + frame.bytes().remaining() >= JOINED_LIMIT)) {
        messages.add(new EncodedFrame(ByteBuffer.wrap(joined.toByteArray()), true));
        joined.reset();
      }
      if (joins) {
        joined.write(frame.bytes().array(), 0, frame.bytes().remaining());
      } else {
        messages.add(frame);
      }
    }
    if (joined.size() > 0) {
      messages.add(new EncodedFrame(ByteBuffer.wrap(joined.toByteArray()), true));
    }
    return messages;
  }

  private static ByteBuffer join(StringBuilder head, byte[] body) {
    header(head, "content-length", Integer.toString(body.length));
    byte[] headers = head.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream frame = new ByteArrayOutputStream(headers.length + body.length + 1);
    frame.writeBytes(headers);
    frame.writeBytes(body);
    frame.write(0);
    return ByteBuffer.wrap(frame.toByteArray());
  }

  private static ByteBuffer bytes(StringBuilder frame) {
    return ByteBuffer.wrap(frame.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void header(StringBuilder frame, String name, String value) {
    escape(frame, name);
    frame.append(':');
    escape(frame, value);
    frame.append('\n');
  }

  private static void escape(StringBuilder frame, @Nullable String text) {
    String value = String.valueOf(text);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> frame.append("\\\\");
        case ':' -> frame.append("\\c");
        case '\n' -> frame.append("\\n");
        case '\r' -> frame.append("\\r");
        default -> frame.append(c);
      }
    }
  }

  private static boolean isUtf8(byte[] body) {
    for (byte b : body) {
      if (b < 0) {
        return decodes(body);
      }
    }
    return true;
  }

  private static boolean decodes(byte[] body) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      return true;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }
}
