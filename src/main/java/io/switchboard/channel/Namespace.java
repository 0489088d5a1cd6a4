package io.switchboard.channel;

import io.switchboard.broker.Publication;
import io.switchboard.log.Retention;
import io.switchboard.shared.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The options that rule all channels of a namespace.
 *
 * @param subscribe who may subscribe
 * @param publish who may publish
 * @param presence whether it is known who is on a channel
 * @param presenceLimit above so many devices presence tells the number of users only, 1 to 100,000
 * @param maxSubscribers how many subscriptions a channel takes on one node, 0 for no limit
 * @param rate how many messages a second a session may SEND, or a user POST, on all channels of the
 *     namespace together, 0 to 1,000,000; 0 means that messages here count against no limit at all
 * @param burst how many of them at once, 1 to 1,000,000
 * @param maxBodySize the largest message, 1 byte to 1 MB
 * @param headers names of headers that a publishing client may add to its messages
 * @param recorded whether publications are kept, with a position, so that clients can continue
 *     where they were; live channels forget them
 * @param keepSize how many publications a recorded channel keeps at least, 1 to 1,000,000
 * @param keepAge how long it keeps them at most, 1 s to 3,650 d
 * @param lastValue whether a recorded channel sends its last publication to whoever subscribes
 *     without {@code since}
 * @param schemas the JSON Schema of the bodies of an event, by event: the schema itself, or where
 *     it is, {@code classpath:} or {@code file:}; that of {@code *} is for events without their own
 * @param verifyUserId whether a client's body must not name, as its member {@code userId}, a user
 *     who is not the client's own; tokens with authority {@code publish} may
 * @param slowConsumer what happens to a client that does not read as fast as is published
 * @param conflateBy with {@code slow-consumer=conflate}, which publications replace each other:
 *     those with equal values at this JSON pointer into the body, such as {@code /id}, in this one
 *     of the {@code headers}, or of the same {@code event}
 * @param stream instead of a channel, the caller's own stream of this name, such as {@code inbox}
 */
public record Namespace(
    @DefaultValue("users") Subscribers subscribe,
    @DefaultValue("backends") Publishers publish,
    @DefaultValue("false") boolean presence,
    @DefaultValue("200") int presenceLimit,
    @DefaultValue("0") int maxSubscribers,
    @DefaultValue("10") int rate,
    @DefaultValue("100") int burst,
    @DefaultValue("64KB") DataSize maxBodySize,
    @DefaultValue List<String> headers,
    @DefaultValue("false") boolean recorded,
    @DefaultValue("10000") int keepSize,
    @DefaultValue("7d") Duration keepAge,
    @DefaultValue("false") boolean lastValue,
    @DefaultValue Map<String, String> schemas,
    @DefaultValue("false") boolean verifyUserId,
    @DefaultValue("close") SlowConsumer slowConsumer,
    @Nullable String conflateBy,
    @Nullable String stream) {

  private static final DataSize LARGEST = DataSize.ofMegabytes(1);

  public Namespace {
    require(presenceLimit >= 1 && presenceLimit <= 100_000, "presence-limit is 1 to 100000");
    require(maxSubscribers >= 0, "max-subscribers is 0 (no limit) or more");
    Rate.of("switchboard.channels.namespaces.*: rate, burst", rate, burst);
    require(
        maxBodySize.toBytes() >= 1 && maxBodySize.compareTo(LARGEST) <= 0,
        "max-body-size is 1B to 1MB");
    require(
        headers.stream().allMatch(name -> name.matches("[a-z][a-z0-9-]{0,63}")),
        "headers are names of lower-case letters, digits and '-'");
    require(
        headers.stream().noneMatch(ReservedHeaders::contains),
        "headers cannot name one that the service sets, such as sender or message-id");
    require(
        stream == null || publish == Publishers.NOBODY,
        "a namespace with a stream is written by the service only: publish=nobody");
    require(keepSize >= 1 && keepSize <= 1_000_000, "keep-size is 1 to 1000000");
    require(
        keepAge.compareTo(Duration.ofSeconds(1)) >= 0
            && keepAge.compareTo(Duration.ofDays(3650)) <= 0,
        "keep-age is 1s to 3650d");
    require(recorded || !lastValue, "last-value needs recorded=true");
    require(stream == null || !recorded, "a namespace with a stream cannot be recorded");
    require(
        schemas.keySet().stream()
            .allMatch(
                event -> event.equals("*") || Publication.EVENT_NAME.matcher(event).matches()),
        "schemas are by event, or *, not by " + schemas.keySet());
    boolean conflates = slowConsumer == SlowConsumer.CONFLATE;
    require(
        conflates == (conflateBy != null),
        "slow-consumer=conflate and conflate-by, the key, need each other");
    require(
        !conflates || !recorded,
        "slow-consumer=conflate needs recorded=false: a log skips nothing");
    require(
        conflateBy == null || ConflationKey.isValid(conflateBy, headers),
        "conflate-by is a JSON pointer such as /id, 'event', or one of headers, not " + conflateBy);
    headers = List.copyOf(headers);
    schemas = Map.copyOf(schemas);
  }

  /** What a session may send. */
  Rate sends() {
    return new Rate(rate, burst);
  }

  Retention retention() {
    return new Retention(keepSize, keepAge);
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("switchboard.channels.namespaces.*: " + rule);
    }
  }

  /** Who may subscribe. */
  public enum Subscribers {
    /** Every signed-in user. */
    USERS,
    /** The user whose id is the channel's name. */
    OWNER,
    /** Nobody. */
    NOBODY
  }

  /** Who may publish. */
  public enum Publishers {
    /** Whoever may subscribe, and back ends. */
    CLIENTS,
    /** Tokens with authority {@code publish}, by REST. */
    BACKENDS,
    /** The service itself only. */
    NOBODY
  }

  /** What happens to a client that does not read as fast as is published. */
  public enum SlowConsumer {
    /** It is closed and may come back. */
    CLOSE,
    /** It gets the newest publication of each key only, until it has caught up. */
    CONFLATE
  }
}
