package io.switchboard.push;

import java.util.regex.Pattern;

/**
 * What a push is about: one that waits is replaced by the next with the same topic, in the queue of
 * this service and in that of the push service (RFC 8030, 5.4).
 *
 * @param value 1 to 32 characters of the Base64url alphabet
 */
public record PushTopic(String value) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  /**
   * @throws IllegalArgumentException if the value has another form
   */
  public PushTopic {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a push topic has 1 to 32 characters of A-Z, a-z, 0-9, - and _; not '" + value + "'");
    }
  }
}
