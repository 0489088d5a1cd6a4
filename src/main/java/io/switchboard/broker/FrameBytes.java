package io.switchboard.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one frame while it is written. Headers are nearly always ASCII and go straight into
 * the array; a frame made of strings first costs three copies.
 */
final class FrameBytes {

  private byte[] bytes;
  private int length;

  /**
   * @param expected about how many bytes it will have
   */
  FrameBytes(int expected) {
    bytes = new byte[expected];
  }

  /** Appends text as it is. */
  FrameBytes raw(String text) {
    return write(text, false);
  }

  /** Appends a header line, its name and value escaped as STOMP 1.2 says. */
  FrameBytes header(String name, String value) {
    write(name, true);
    append(':');
    write(value, true);
    return append('\n');
  }

  FrameBytes body(byte[] body) {
    room(body.length);
    System.arraycopy(body, 0, bytes, length, body.length);
    length += body.length;
    return this;
  }

  /** Ends the frame with its NUL. */
  ByteBuffer end() {
    append('\0');
    return ByteBuffer.wrap(bytes, 0, length);
  }

  private FrameBytes append(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  private FrameBytes write(String text, boolean escaped) {
    // Every character may take two bytes when it is escaped.
    room(2 * text.length());
    byte[] target = bytes;
    int at = length;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        length = at;
        return writeUnicode(text.substring(i), escaped);
      }
      char escape = escaped ? escape(c) : 0;
      if (escape != 0) {
        target[at++] = '\\';
      }
      target[at++] = (byte) (escape == 0 ? c : escape);
    }
    length = at;
    return this;
  }

  private FrameBytes writeUnicode(String text, boolean escaped) {
    StringBuilder plain = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char escape = escaped ? escape(c) : 0;
      plain.append(escape == 0 ? "" : "\\").append(escape == 0 ? c : escape);
    }
    return body(plain.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** What follows the backslash; 0 for characters that stand for themselves. */
  private static char escape(char c) {
    return switch (c) {
      case '\\' -> '\\';
      case ':' -> 'c';
      case '\n' -> 'n';
      case '\r' -> 'r';
      default -> 0;
    };
  }

  private void room(int more) {
    if (bytes.length < length + more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
