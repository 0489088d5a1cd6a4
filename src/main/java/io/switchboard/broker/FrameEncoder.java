package io.switchboard.broker;

import io.switchboard.shared.Position;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes STOMP 1.2 frames. Header values are escaped as the specification's "Value Encoding" says,
 * except in CONNECTED, which it exempts.
 */
public final class FrameEncoder {

  private static final int JOINED_LIMIT = 8_000;

  /** What the headers of a MESSAGE mostly take, in bytes. */
  private static final int HEADERS = 320;

  private FrameEncoder() {}

  /** The server's answer to CONNECT. */
  public static ByteBuffer connected(String version, Map<String, String> headers) {
    FrameBytes frame = new FrameBytes(256).raw("CONNECTED\nversion:").raw(version).raw("\n");
    headers.forEach((name, value) -> frame.raw(name).raw(":").raw(value).raw("\n"));
    return frame.raw("\n").end();
  }

  /** The confirmation of a frame that carried a {@code receipt} header. */
  public static ByteBuffer receipt(String receiptId, Map<String, String> headers) {
    FrameBytes frame = new FrameBytes(64).raw("RECEIPT\n");
    header(frame, "receipt-id", receiptId);
    headers.forEach((name, value) -> header(frame, name, value));
    return frame.raw("\n").end();
  }

  /** The last frame of a session that went wrong. */
  public static ByteBuffer error(Map<String, String> headers, byte[] json) {
    FrameBytes frame = new FrameBytes(256 + json.length).raw("ERROR\n");
    headers.forEach((name, value) -> header(frame, name, value));
    header(frame, "content-type", Publication.JSON);
    return join(frame, json);
  }

  /** A heartbeat: one end of line outside any frame. */
  public static ByteBuffer heartbeat() {
    return ByteBuffer.wrap(new byte[] {'\n'});
  }

  static EncodedFrame message(Publication publication, Subscription subscription) {
    FrameBytes frame = new FrameBytes(HEADERS + publication.body().length).raw("MESSAGE\n");
    header(frame, "destination", subscription.destination());
    header(frame, "subscription", subscription.id());
    header(frame, "message-id", publication.id());
    header(frame, "event", publication.event());
    if (publication.sender() != null) {
      header(frame, "sender", publication.sender());
    }
    header(frame, "timestamp", Timestamps.format(publication.timestamp()));
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

  private static ByteBuffer join(FrameBytes frame, byte[] body) {
    header(frame, "content-length", Integer.toString(body.length));
    return frame.raw("\n").body(body).end();
  }

  private static void header(FrameBytes frame, String name, String value) {
    frame.header(name, value);
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
