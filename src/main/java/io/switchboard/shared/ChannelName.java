package io.switchboard.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The name of a channel: {@code namespace} or {@code namespace:name}, such as {@code tasks} or
 * {@code chat:room1}.
 *
 * @param value the whole name; namespace {@code [a-z][a-z0-9-]{0,31}}, name {@code
 *     [A-Za-z0-9._~@|+=-]{1,128}}
 */
public record ChannelName(@JsonValue String value) {

  private static final Pattern GRAMMAR =
      Pattern.compile("[a-z][a-z0-9-]{0,31}(:[A-Za-z0-9._~@|+=-]{1,128})?");

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

  public static boolean isValid(String value) {
    return GRAMMAR.matcher(value).matches();
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

  @Override
  public String toString() {
    return value;
  }
}
