package io.switchboard.broker;

import java.time.Instant;

/** Writes moments as {@link Instant#toString} does, without working out the date every time. */
final class Timestamps {

  private static final int NANO_DIGITS = 9;

  private static volatile Second last = second(0);

  private Timestamps() {}

  /**
   * @param text date and time without fraction and zone
   */
  private record Second(long number, String text) {}

  static String format(Instant moment) {
    Second second = last;
    if (second.number() != moment.getEpochSecond()) {
      second = second(moment.getEpochSecond());
      last = second;
    }
    int nanos = moment.getNano();
    if (nanos == 0) {
      return second.text() + 'Z';
    }
    // Three, six or nine digits, whatever is enough.
    int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : NANO_DIGITS;
    char[] fraction = new char[digits + 2];
    fraction[0] = '.';
    fraction[digits + 1] = 'Z';
    for (int left = nanos, i = NANO_DIGITS; i > 0; i--, left /= 10) {
      if (i <= digits) {
        fraction[i] = (char) ('0' + left % 10);
      }
    }
    return second.text() + String.valueOf(fraction);
  }

  private static Second second(long number) {
    String text = Instant.ofEpochSecond(number).toString();
    return new Second(number, text.substring(0, text.length() - 1));
  }
}
