package io.switchboard.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds WebSocket frames in a stream of bytes, however it was cut by the network. Masks are passed
 * over: those of this package's clients are zero.
 */
final class WebSocketFrames {

  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private long payloadLeft;

  /** What takes the frames. */
  interface Sink {

    /** Whether data frames are wanted in pieces; else each comes whole. */
    boolean takesPieces();

    /**
     * The bytes of a data frame that are here.
     *
     * @return up to where they are done with; the rest comes again with more
     */
    int data(byte[] bytes, int from, int end) throws IOException;

    void control(int opCode, byte[] payload) throws IOException;
  }

  /** Reads on; returns up to where the bytes are done with. */
  int read(byte[] bytes, int from, int length, Sink sink) throws IOException {
    int at = from;
    while (at < length) {
      if (payloadLeft == 0) {
        int start = payloadStart(bytes, at, length);
        if (start < 0) {
          return at;
        }
        long size = payloadLength(bytes, at);
        boolean control = (bytes[at] & 8) != 0;
        if ((control || !sink.takesPieces()) && start + size > length) {
          return at;
        }
        if (control) {
          sink.control(bytes[at] & 15, Arrays.copyOfRange(bytes, start, start + (int) size));
          at = start + (int) size;
          continue;
        }
        at = start;
        payloadLeft = size;
      }
      int end = (int) Math.min(length, at + payloadLeft);
      boolean whole = end - at == payloadLeft;
      int taken = Math.min(end, sink.data(bytes, at, end));
      int done = whole ? end : taken;
      payloadLeft -= done - at;
      at = done;
      if (!whole) {
        return at;
      }
    }
    return at;
  }

  private static int payloadStart(byte[] bytes, int at, int length) {
    if (at + 2 > length) {
      return -1;
    }
    int mask = bytes[at + 1] < 0 ? 4 : 0;
    int start =
        at
            + mask
            + switch (bytes[at + 1] & 127) {
              case 126 -> 4;
              case 127 -> 10;
              default -> 2;
            };
    return start > length ? -1 : start;
  }

  private static long payloadLength(byte[] bytes, int at) {
    int first = bytes[at + 1] & 127;
    return switch (first) {
      case 126 -> Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(at + 2));
      case 127 -> ByteBuffer.wrap(bytes).getLong(at + 2);
      default -> first;
    };
  }

  /** A client's frame; its all-zero mask leaves the payload as it is. */
  static ByteBuffer ofClient(int opCode, byte[] payload) {
    ByteBuffer frame = header(opCode, 0x80, payload.length);
    return frame.putInt(0).put(payload).flip();
  }

  /** A server's text frame. */
  static ByteBuffer ofServer(byte[] payload) {
    return header(TEXT, 0, payload.length).put(payload).flip();
  }

  private static ByteBuffer header(int opCode, int mask, int length) {
    ByteBuffer frame = ByteBuffer.allocate(length + 14).put((byte) (0x80 | opCode));
    if (length < 126) {
      return frame.put((byte) (mask | length));
    }
    return length < 65536
        ? frame.put((byte) (mask | 126)).putShort((short) length)
        : frame.put((byte) (mask | 127)).putLong(length);
  }
}
