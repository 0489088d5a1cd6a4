package io.switchboard.presence;

import io.switchboard.channel.Channels;
import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.UserId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Who is on a channel now, for whoever asks once. The rights are the channel's. */
@Component
class PresenceQuery {

  private final Presences presences;
  private final Channels channels;

  PresenceQuery(Presences presences, Channels channels) {
    this.presences = presences;
    this.channels = channels;
  }

  /**
   * @throws Refused as a SUBSCRIBE to the channel, and {@link ErrorCode#NOT_FOUND} if it has no
   *     presence
   */
  Present present(Caller caller, ChannelName channel) {
    if (!channels.authorizeSubscribe(caller, channel).presence()) {
      throw new Refused(ErrorCode.NOT_FOUND, "This channel has no presence.");
    }
    List<User> users = presences.snapshot(channel).entrySet().stream().map(User::of).toList();
    return users.size() > channels.namespace(channel).presenceLimit()
        ? new Present(users.size(), null)
        : new Present(users.size(), users);
  }

  /**
   * @param onlineCount how many different users are there
   * @param users absent above the namespace's limit
   */
  record Present(int onlineCount, @Nullable List<User> users) {}

  /**
   * A user over all devices.
   *
   * @param status the strongest of all devices
   * @param joinedAt when the first device came
   * @param lastSeen when any device was last heard
   * @param data of the device heard last
   */
  record User(
      UserId id,
      @Nullable String name,
      Status status,
      Instant joinedAt,
      Instant lastSeen,
      JsonNode data) {

    static User of(Map.Entry<UserId, List<Meta>> entry) {
      List<Meta> devices = entry.getValue();
      Meta latest = devices.stream().max(Comparator.comparing(Meta::lastSeen)).orElseThrow();
      return new User(
          entry.getKey(),
          latest.name(),
          Status.strongest(devices.stream().map(Meta::status).toList()),
          devices.stream().map(Meta::since).min(Comparator.naturalOrder()).orElseThrow(),
          latest.lastSeen(),
          latest.data());
    }
  }
}
