package io.switchboard.stream;

import io.switchboard.broker.Publication;
import io.switchboard.channel.Channels;
import io.switchboard.log.ChannelLog;
import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Position;
import io.switchboard.shared.Refused;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what a recorded channel keeps, in pages. */
@Component
class History {

  static final int MAX_LIMIT = 1_000;

  private final Channels channels;
  private final ChannelLog log;

  History(Channels channels, ChannelLog log) {
    this.channels = channels;
    this.log = log;
  }

  /**
   * What a caller wants to read.
   *
   * @param since after this position, oldest first; {@code null} for the newest
   * @param before older than this position; only without {@code since}
   * @param limit at most so many, 1 to 1,000
   * @param events only these, {@code null} for all; others still move the position
   */
  record Query(
      ChannelName channel,
      @Nullable String since,
      @Nullable String before,
      int limit,
      @Nullable Set<String> events) {

    Query {
      if (limit < 1 || limit > MAX_LIMIT) {
        throw Refused.field(ErrorCode.INVALID_VALUE, "limit", "limit is 1 to " + MAX_LIMIT + ".");
      }
      if (since != null && before != null) {
        throw Refused.field(
            ErrorCode.INVALID_VALUE, "before", "Ask for 'since' or 'before', not for both.");
      }
    }
  }

  /**
   * @param epoch of the position up to which this answer reaches
   * @param offset of that position; the next {@code since}
   * @param recovered whether everything after {@code since} is here, or on the next pages
   * @param more whether the next page has something already
   * @param messages in order
   */
  record Page(String epoch, long offset, boolean recovered, boolean more, List<Message> messages) {}

  /**
   * @throws Refused if the caller may not subscribe to the channel, or it keeps nothing
   */
  void authorize(Caller caller, ChannelName channel) {
    if (!channels.isRecorded(channels.authorizeSubscribe(caller, channel))) {
      throw new Refused(
          ErrorCode.NOT_PROCESSABLE, "The channel is live: nothing of it is kept to be read.");
    }
  }

  /** Reads a page now. */
  Page read(Query query) {
    Position head = log.head(query.channel());
    if (query.since() != null) {
      return after(query, head);
    }
    long upTo =
        query.before() == null
            ? head.offset()
            : Position.parse(query.before())
                .filter(position -> position.epoch().equals(head.epoch()))
                .map(position -> Math.min(position.offset() - 1, head.offset()))
                .orElseThrow(History::noSuchPosition);
    List<Publication> kept = log.readBefore(query.channel(), upTo, query.limit());
    return page(query, head, false, false, kept);
  }

  private Page after(Query query, Position head) {
    Optional<Position> since =
        Position.parse(String.valueOf(query.since()))
            .filter(position -> position.epoch().equals(head.epoch()))
            .filter(position -> position.offset() <= head.offset());
    if (since.isEmpty()) {
      return page(query, head, false, false, List.of());
    }
    long from = since.get().offset();
    List<Publication> read = log.read(query.channel(), from, head.offset(), query.limit());
    boolean whole = from == head.offset() || !read.isEmpty();
    long reached = whole ? from + read.size() : head.offset();
    return page(query, new Position(head.epoch(), reached), whole, reached < head.offset(), read);
  }

  private Page page(
      Query query, Position reached, boolean recovered, boolean more, List<Publication> read) {
    Set<String> events = query.events();
    return new Page(
        reached.epoch(),
        reached.offset(),
        recovered,
        more,
        read.stream()
            .filter(publication -> events == null || events.contains(publication.event()))
            .map(Message::of)
            .toList());
  }

  private static Refused noSuchPosition() {
    return Refused.field(
        ErrorCode.INVALID_VALUE, "before", "'before' is a position of this channel's epoch.");
  }
}
