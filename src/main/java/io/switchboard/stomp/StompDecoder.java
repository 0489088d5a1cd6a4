package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads STOMP 1.1 and 1.2 frames from a stream of bytes, however they were cut into WebSocket
 * messages. Each byte is looked at once, whatever the pieces, and an idle session keeps no buffer.
 * Limits hold while a frame arrives, not after.
 */
final class StompDecoder {

  private static final int FIRST_CAPACITY = 512;

  /** Taken at a time, so that many small frames in one message are not copied over and over. */
  private static final int CHUNK = 4096;

  private static final int MAX_LENGTH_DIGITS = 9;

  private int maxFrameSize;
  private final int maxHeaders;

  private byte @Nullable [] buffer;
  private int length;
  private int scanned;
  private int lineStart;

  private @Nullable String command;
  private Map<String, String> headers = Map.of();
  private int headerLines;
  private int bodyStart = -1;
  private int contentLength;

  StompDecoder(int maxFrameSize, int maxHeaders) {
    this.maxFrameSize = maxFrameSize;
    this.maxHeaders = maxHeaders;
  }

  /** Lets frames be as large as that from now on. */
  void allow(int newMaxFrameSize) {
    maxFrameSize = newMaxFrameSize;
  }

  /**
   * Takes more bytes and hands on every frame that is complete with them.
   *
   * @throws Refused {@link ErrorCode#BAD_FRAME} or {@link ErrorCode#TOO_LARGE}; the stream cannot
   *     be read further
   */
  void decode(ByteBuffer bytes, Consumer<ClientFrame> frames) {
    while (bytes.hasRemaining()) {
      if (buffer == null && !skipEndsOfLine(bytes)) {
        return;
      }
      // No more than a whole frame of the largest size is ever held.
      int room = maxFrameSize + 1 - length;
      int taken = Math.min(Math.min(room, CHUNK), bytes.remaining());
      append(bytes, taken);
      int end = scan(frames);
      if (end >= 0) {
        bytes.position(bytes.position() - (length - end));
        reset();
      } else if (length > maxFrameSize) {
        throw new Refused(
            ErrorCode.TOO_LARGE, "The frame is larger than " + maxFrameSize + " bytes.");
      }
    }
  }

  /** Ends of line between frames are heartbeats. */
  private static boolean skipEndsOfLine(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte b = bytes.get(bytes.position());
      if (b != '\n' && b != '\r') {
        return true;
      }
      bytes.get();
    }
    return false;
  }

  private void append(ByteBuffer bytes, int count) {
    byte[] held = buffer;
    if (held == null) {
      held = new byte[Math.max(FIRST_CAPACITY, count)];
    } else if (held.length < length + count) {
      held =
          Arrays.copyOf(
              held, Math.min(maxFrameSize + 1, Math.max(held.length * 2, length + count)));
    }
    bytes.get(held, length, count);
    length += count;
    buffer = held;
  }

  /** Goes on where it stopped; the end of the frame, or -1 if it is not complete. */
  private int scan(Consumer<ClientFrame> frames) {
    byte[] held = buffer;
    if (held == null) {
      return -1;
    }
    while (bodyStart < 0 && scanned < length) {
      byte b = held[scanned++];
      if (b == 0) {
        throw bad("A NUL stands before the end of the headers.");
      }
      if (b == '\n') {
        int end = scanned - 1;
        line(held, lineStart, end > lineStart && held[end - 1] == '\r' ? end - 1 : end);
        lineStart = scanned;
      }
    }
    if (bodyStart < 0) {
      return -1;
    }
    int bodyEnd = contentLength >= 0 ? endByLength(held) : endByNul(held);
    if (bodyEnd < 0) {
      return -1;
    }
    frames.accept(
        new ClientFrame(
            String.valueOf(command), headers, Arrays.copyOfRange(held, bodyStart, bodyEnd)));
    return bodyEnd + 1;
  }

  private int endByLength(byte[] held) {
    int end = bodyStart + contentLength;
    if (end >= length) {
      return -1;
    }
    if (held[end] != 0) {
      throw bad("There is no NUL where content-length says the body ends.");
    }
    return end;
  }

  private int endByNul(byte[] held) {
    while (scanned < length) {
      if (held[scanned++] == 0) {
        return scanned - 1;
      }
    }
    return -1;
  }

  private void line(byte[] held, int from, int to) {
    if (command == null) {
      command = text(held, from, to);
      headers = new LinkedHashMap<>();
    } else if (from == to) {
      bodyStart = scanned;
      contentLength = contentLength();
    } else {
      if (++headerLines > maxHeaders) {
        throw new Refused(
            ErrorCode.TOO_LARGE, "The frame has more than " + maxHeaders + " headers.");
      }
      header(held, from, to);
    }
  }

  private void header(byte[] held, int from, int to) {
    int colon = from;
    while (colon < to && held[colon] != ':') {
      colon++;
    }
    if (colon == from || colon == to) {
      throw bad("A header line has no name or no colon.");
    }
    boolean raw = "CONNECT".equals(command);
    String name = text(held, from, colon);
    String value = text(held, colon + 1, to);
    headers.putIfAbsent(raw ? name : unescape(name), raw ? value : unescape(value));
  }

  private int contentLength() {
    String value = headers.get("content-length");
    if (value == null) {
      return -1;
    }
    int size = number(value);
    if (bodyStart + size + 1 > maxFrameSize) {
      throw new Refused(
          ErrorCode.TOO_LARGE, "The frame is larger than " + maxFrameSize + " bytes.");
    }
    return size;
  }

  private static int number(String value) {
    int number = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < '0' || c > '9' || i >= MAX_LENGTH_DIGITS) {
        throw notALength();
      }
      number = number * 10 + c - '0';
    }
    if (value.isEmpty()) {
      throw notALength();
    }
    return number;
  }

  private static Refused notALength() {
    return bad("content-length is not a number from 0 to 999999999.");
  }

  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      i++;
      plain.append(
          switch (i < text.length() ? text.charAt(i) : ' ') {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'c' -> ':';
            case '\\' -> '\\';
            default -> throw bad("A header has an escape other than \\n, \\r, \\c and \\\\.");
          });
    }
    return plain.toString();
  }

  private static String text(byte[] held, int from, int to) {
    for (int i = from; i < to; i++) {
      if (held[i] < 0) {
        return unicode(held, from, to);
      }
    }
    return new String(held, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static String unicode(byte[] held, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(held, from, to - from))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      throw bad("Command and headers must be UTF-8.");
    }
  }

  private void reset() {
    buffer = null;
    length = 0;
    scanned = 0;
    lineStart = 0;
    command = null;
    headers = Map.of();
    headerLines = 0;
    bodyStart = -1;
  }

  private static Refused bad(String detail) {
    return new Refused(ErrorCode.BAD_FRAME, detail);
  }
}
