package io.switchboard.stream;

import io.switchboard.broker.Publication;
import io.switchboard.log.ChannelLog;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Position;
import io.switchboard.shared.Refused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Looks through what a recorded channel keeps, backwards from its newest message and at most some
 * thousand at once, so that a search costs no more than a few pages.
 */
@Component
class Search {

  private static final int PAGE = 500;
  private static final int MAX_PAGES = 10;

  private final ChannelLog log;

  Search(ChannelLog log) {
    this.log = log;
  }

  /**
   * @param messages in the order of their offsets
   * @param before where to go on, absent if nothing older is kept
   */
  record Found(List<Message> messages, @Nullable String before) {}

  /**
   * Finds messages in whose text, or in a string of whose JSON, that text occurs.
   *
   * @param before only older ones than this position, {@code null} to begin at the newest
   * @throws Refused {@link ErrorCode#INVALID_VALUE} if {@code before} is no position of the channel
   */
  Found find(ChannelName channel, String text, @Nullable String before, int limit) {
    Position head = log.head(channel);
    String wanted = text.toLowerCase(Locale.ROOT);
    List<Message> found = new ArrayList<>();
    long next = before == null ? head.offset() : offset(before, head) - 1;
    for (int pages = 0; pages < MAX_PAGES && next > 0; pages++) {
      List<Publication> page = log.readBefore(channel, next, PAGE);
      if (page.isEmpty()) {
        return answer(found, null);
      }
      for (Publication publication : page.reversed()) {
        Message message = Message.of(publication);
        next = Objects.requireNonNull(message.offset()) - 1;
        if (contains(message.data(), wanted)) {
          found.add(message);
          if (found.size() == limit) {
            return answer(found, position(head, next));
          }
        }
      }
    }
    return answer(found, position(head, next));
  }

  private static Found answer(List<Message> newestFirst, @Nullable String before) {
    Collections.reverse(newestFirst);
    return new Found(newestFirst, before);
  }

  private static @Nullable String position(Position head, long next) {
    return next > 0 ? new Position(head.epoch(), next + 1).toString() : null;
  }

  private static long offset(String before, Position head) {
    return Position.parse(before)
        .filter(position -> position.epoch().equals(head.epoch()))
        .map(position -> Math.min(position.offset(), head.offset() + 1))
        .orElseThrow(
            () ->
                Refused.field(
                    ErrorCode.INVALID_VALUE,
                    "before",
                    "'before' is a position of this channel's epoch."));
  }

  private static boolean contains(JsonNode data, String wanted) {
    return data.isString()
        ? data.asString().toLowerCase(Locale.ROOT).contains(wanted)
        : data.valueStream().anyMatch(value -> contains(value, wanted));
  }
}
