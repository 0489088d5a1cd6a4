package io.switchboard.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * The name of a channel: {@code namespace} or {@code namespace:name}, such as {@code tasks} or
 * {@code chat:room1}.
 *
 * @param value the whole name; namespace {@code [a-z][a-z0-9-]{0,31}}, name {@code
 *     [A-Za-z0-9._~@|+=-]{1,128}}
 */
public record ChannelName(@JsonValue String value) {

  /** What stands before a channel's name in its destination. */
  public static final String TOPIC = "/topic/";

  private static final int MAX_NAMESPACE = 32;
  private static final int MAX_NAME = 128;

  /**
   * @throws Refused with {@link ErrorCode#INVALID_VALUE} if the value is not in the grammar
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ChannelName {
    if (!isValid(value)) {
      throw new Refused(
          ErrorCode.INVALID_VALUE,
          "A channel is named 'namespace' or 'namespace:name', such as chat:room1.");
    }
  }

  /** By hand: it is asked for every message, and a pattern takes ten times as long. */
  public static boolean isValid(String value) {
    int colon = value.indexOf(':');
    return colon < 0
        ? isNamespace(value, value.length())
        : isNamespace(value, colon) && isName(value, colon + 1);
  }

  private static boolean isNamespace(String value, int end) {
    if (end < 1 || end > MAX_NAMESPACE || !isLower(value.charAt(0))) {
      return false;
    }
    for (int i = 1; i < end; i++) {
      char c = value.charAt(i);
      if (!isLower(c) && !isDigit(c) && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isName(String value, int from) {
    int length = value.length() - from;
    if (length < 1 || length > MAX_NAME) {
      return false;
    }
    for (int i = from; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!isLower(c) && !isDigit(c) && !(c >= 'A' && c <= 'Z') && "._~@|+=-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The part before the colon, whose options rule the channel. */
  public String namespace() {
    int colon = value.indexOf(':');
    return colon < 0 ? value : value.substring(0, colon);
  }

  /** The part after the colon, empty for a channel that is its namespace. */
  public String name() {
    int colon = value.indexOf(':');
    return colon < 0 ? "" : value.substring(colon + 1);
  }

  /** The channel whose publications go there; empty if it is no channel's destination. */
  public static Optional<ChannelName> ofDestination(String destination) {
    return Optional.of(destination)
        .filter(it -> it.startsWith(TOPIC))
        .map(it -> it.substring(TOPIC.length()))
        .filter(ChannelName::isValid)
        .map(ChannelName::new);
  }

  /** Where its publications go. */
  public String destination() {
    return TOPIC + value;
  }

  @Override
  public String toString() {
    return value;
  }
}
