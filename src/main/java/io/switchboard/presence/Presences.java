package io.switchboard.presence;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.switchboard.broker.Broker;
import io.switchboard.broker.PublicationFactory;
import io.switchboard.channel.Channels;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.UserId;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.MessagingException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The presence of every channel on this node. State and version of a channel change together under
 * its lock, and what is told about them is handed to the broker under the same lock, so a client
 * gets the state and then every later diff, in order.
 */
@Component
class Presences {

  private static final Logger log = LoggerFactory.getLogger(Presences.class);
  private static final String EVENT = "presence";

  private final Channels channels;
  private final Broker broker;
  private final PublicationFactory publications;
  private final PresenceSettings settings;
  private final Clock clock;
  private final ConcurrentHashMap<ChannelName, Room> rooms = new ConcurrentHashMap<>();
  private final Set<ChannelName> changed = ConcurrentHashMap.newKeySet();

  Presences(
      Channels channels,
      Broker broker,
      PublicationFactory publications,
      PresenceSettings settings,
      Clock clock) {
    this.channels = channels;
    this.broker = broker;
    this.publications = publications;
    this.settings = settings;
    this.clock = clock;
  }

  static String destination(ChannelName channel) {
    return channel.destination() + "/presence";
  }

  private static final class Room {
    final PresenceState state = new PresenceState();
    long version;
    boolean counted;
    boolean untold;
    boolean retired;
  }

  void join(
      ChannelName channel,
      String session,
      UserId user,
      @Nullable String name,
      PresenceUpdate update) {
    Instant now = clock.instant();
    Meta fresh =
        new Meta(
            publications.newId(),
            update.statusOrOnline(),
            now,
            now,
            name,
            Objects.requireNonNull(update.data()));
    change(channel, state -> state.join(session, user, fresh, now));
  }

  /** False if the session is not on the channel. */
  boolean update(ChannelName channel, String session, PresenceUpdate update) {
    Room room = rooms.get(channel);
    if (room == null) {
      return false;
    }
    synchronized (room) {
      changed.add(channel);
      return room.state.update(
          session, update.statusOrOnline(), Objects.requireNonNull(update.data()), clock.instant());
    }
  }

  void leave(ChannelName channel, String session) {
    change(channel, state -> state.leave(session));
  }

  void lose(ChannelName channel, String session) {
    Instant keptUntil = clock.instant().plus(settings.grace());
    change(channel, state -> state.lose(session, keptUntil));
  }

  /** Somebody stopped watching; an empty channel need not be kept for him. */
  void unwatch(ChannelName channel) {
    changed.add(channel);
  }

  void touch(ChannelName channel, String session) {
    Room room = rooms.get(channel);
    if (room != null) {
      synchronized (room) {
        room.state.touch(session, clock.instant());
      }
    }
  }

  /** Who is there now, for whoever asks once. */
  Map<UserId, List<Meta>> snapshot(ChannelName channel) {
    Room room = rooms.get(channel);
    if (room == null) {
      return Map.of();
    }
    synchronized (room) {
      return room.state.snapshot();
    }
  }

  /** Where a user is, with which devices. */
  Map<ChannelName, List<Meta>> of(UserId user) {
    Map<ChannelName, List<Meta>> found = new TreeMap<>(Comparator.comparing(ChannelName::value));
    rooms.forEach(
        (channel, room) -> {
          synchronized (room) {
            List<Meta> devices = room.state.devices(user);
            if (!devices.isEmpty()) {
              found.put(channel, devices);
            }
          }
        });
    return found;
  }

  /**
   * Hands the state to somebody who will get every later diff.
   *
   * @param opening runs under the channel's lock
   */
  void open(ChannelName channel, Consumer<PresenceMessage> opening) {
    within(
        channel,
        room -> {
          opening.accept(whole(channel, room));
          return room;
        });
  }

  /** Sends what changed, a period's worth at a time. */
  @Scheduled(fixedRateString = "${switchboard.presence.period:1s}")
  void publishChanges() {
    for (ChannelName channel : Set.copyOf(changed)) {
      changed.remove(channel);
      within(
          channel,
          room -> {
            publishChange(channel, room);
            return room;
          });
      discardIfEmpty(channel);
    }
  }

  private void publishChange(ChannelName channel, Room room) {
    room.state.expire(clock.instant());
    if (room.state.isWaiting()) {
      changed.add(channel);
    }
    PresenceState.Diff diff = room.state.drain();
    if (diff.isEmpty() && !room.untold) {
      return;
    }
    room.version++;
    boolean wasCounted = room.counted;
    room.counted = isCounted(channel, room);
    PresenceMessage message =
        wasCounted || room.counted || room.untold
            ? whole(channel, room)
            : PresenceMessage.diff(room.version, diff.joins(), diff.leaves());
    tell(channel, room, message);
  }

  /** What a broker did not take is made up for by the whole state. */
  private void tell(ChannelName channel, Room room, PresenceMessage message) {
    try {
      broker.publish(publications.json(destination(channel), EVENT, message));
      room.untold = false;
    } catch (MessagingException failure) {
      log.warn("The presence of a channel waits for the broker: {}", failure.toString());
      room.untold = true;
      changed.add(channel);
    }
  }

  /** The state, or the number alone above the namespace's limit. */
  private PresenceMessage whole(ChannelName channel, Room room) {
    return isCounted(channel, room)
        ? PresenceMessage.count(room.version, room.state.users())
        : PresenceMessage.state(room.version, room.state.snapshot());
  }

  private boolean isCounted(ChannelName channel, Room room) {
    return room.state.size() > channels.namespace(channel).presenceLimit();
  }

  private void change(ChannelName channel, Consumer<PresenceState> change) {
    within(
        channel,
        room -> {
          change.accept(room.state);
          changed.add(channel);
          return room;
        });
  }

  private <T> T within(ChannelName channel, Function<Room, T> action) {
    while (true) {
      Room room = rooms.computeIfAbsent(channel, _ -> new Room());
      synchronized (room) {
        if (!room.retired) {
          return action.apply(room);
        }
      }
    }
  }

  /** Versions go on while somebody watches; a room nobody is in or looks at is forgotten. */
  private void discardIfEmpty(ChannelName channel) {
    rooms.computeIfPresent(
        channel,
        (_, room) -> {
          synchronized (room) {
            room.retired = room.state.isEmpty() && broker.subscribers(destination(channel)) == 0;
            return room.retired ? null : room;
          }
        });
  }

  /**
   * What is sent about a channel: {@code state} once, then {@code joins} and {@code leaves}, or
   * {@code count} alone.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PresenceMessage(
      long version,
      @Nullable Map<UserId, List<Meta>> state,
      @Nullable Map<UserId, List<Meta>> joins,
      @Nullable Map<UserId, List<Meta>> leaves,
      @Nullable Integer count) {

    static PresenceMessage state(long version, Map<UserId, List<Meta>> state) {
      return new PresenceMessage(version, state, null, null, null);
    }

    static PresenceMessage diff(
        long version, Map<UserId, List<Meta>> joins, Map<UserId, List<Meta>> leaves) {
      return new PresenceMessage(version, null, joins, leaves, null);
    }

    static PresenceMessage count(long version, int users) {
      return new PresenceMessage(version, null, null, null, users);
    }
  }
}
