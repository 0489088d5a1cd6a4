package io.switchboard.shared;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a channel's log, written {@code epoch:offset}. Positions of different epochs cannot be
 * compared: the log of one has nothing to do with the log of the other.
 *
 * @param epoch names the database's history, {@code [A-Za-z0-9]{8,32}}
 * @param offset how many publications the channel's log has had up to here, 0 for none
 */
public record Position(String epoch, long offset) {

  private static final Pattern GRAMMAR = Pattern.compile("([A-Za-z0-9]{8,32}):([0-9]{1,18})");

  /** Reads what a client sent; empty if it is not a position. */
  public static Optional<Position> parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    return matcher.matches()
        ? Optional.of(new Position(matcher.group(1), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return epoch + ':' + offset;
  }
}
