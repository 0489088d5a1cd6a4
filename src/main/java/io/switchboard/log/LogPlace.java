package io.switchboard.log;

import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the logs of all channels, in the order of channels and there of offsets; as text
 * {@code channel=offset}.
 */
public record LogPlace(ChannelName channel, long offset) {

  private static final Pattern GRAMMAR = Pattern.compile("(.+)=([0-9]{1,18})");

  /**
   * Reads what a client was given.
   *
   * @throws Refused {@link ErrorCode#INVALID_VALUE} if it is none
   */
  public static LogPlace parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches() || !ChannelName.isValid(matcher.group(1))) {
      throw Refused.field(
          ErrorCode.INVALID_VALUE, "after", "'after' is what an earlier answer gave as 'next'.");
    }
    return new LogPlace(new ChannelName(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  @Override
  public String toString() {
    return channel.value() + '=' + offset;
  }
}
