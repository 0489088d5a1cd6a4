package io.switchboard.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * The moment of sending, at the start of every message's body: eight tildes and 16 hexadecimal
 * digits. It is found by looking at every eighth byte, so that reading costs the load generator
 * little whatever the server puts around it.
 */
final class Stamp {

  private static final int TILDES = 8;
  private static final int DIGITS = 16;
  static final int LENGTH = TILDES + DIGITS;

  private Stamp() {}

  /** A body of that many bytes with room for the moment. */
  static String body(int size) {
    return "~".repeat(TILDES) + "0".repeat(DIGITS) + "x".repeat(size - LENGTH);
  }

  /** Where the moment stands in a frame that holds a body of {@link #body}. */
  static int position(byte[] frame) {
    String text = new String(frame, StandardCharsets.ISO_8859_1);
    return text.indexOf("~".repeat(TILDES)) + TILDES;
  }

  static void write(byte[] frame, int position, long nanos) {
    String digits = HexFormat.of().toHexDigits(nanos);
    for (int i = 0; i < DIGITS; i++) {
      frame[position + i] = (byte) digits.charAt(i);
    }
  }

  /**
   * Hands on every moment between two positions.
   *
   * @return up to where the bytes are done with; a stamp that is not complete begins there or after
   */
  static int read(byte[] bytes, int from, int end, LongConsumer moments) {
    int at = from;
    while (at + LENGTH <= end) {
      if (bytes[at + TILDES - 1] != '~') {
        at += TILDES;
        continue;
      }
      int start = at + TILDES - 1;
      while (start > at && bytes[start - 1] == '~') {
        start--;
      }
      if (start + LENGTH > end) {
        return start;
      }
      if (isStamp(bytes, start)) {
        moments.accept(moment(bytes, start + TILDES));
        at = start + LENGTH;
      } else {
        at = start + 1;
      }
    }
    return at;
  }

  private static boolean isStamp(byte[] bytes, int start) {
    for (int i = 0; i < TILDES; i++) {
      if (bytes[start + i] != '~') {
        return false;
      }
    }
    return HexFormat.isHexDigit(bytes[start + TILDES]);
  }

  private static long moment(byte[] bytes, int start) {
    long value = 0;
    for (int i = start; i < start + DIGITS; i++) {
      value = value << 4 | HexFormat.fromHexDigit(bytes[i]);
    }
    return value;
  }
}
