package io.switchboard.presence;

import io.switchboard.broker.PublicationFactory;
import io.switchboard.channel.Channels;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.stomp.Destination;
import io.switchboard.stomp.DestinationRule;
import io.switchboard.stomp.Opening;
import io.switchboard.stomp.SendRequest;
import io.switchboard.stomp.SubscribeRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * {@code SUBSCRIBE /topic/{channel}/presence} to watch who is there, and {@code SEND
 * /app/channels/{channel}/presence} to say how present one is. The rights are the channel's.
 */
@Component
class PresenceRule implements DestinationRule {

  private static final Pattern WATCH = Pattern.compile("/topic/([^/]+)/presence");
  private static final Pattern SAY = Pattern.compile("/app/channels/([^/]+)/presence");

  private final Presences presences;
  private final Channels channels;
  private final PresenceUpdate.Reader reader;
  private final PublicationFactory publications;

  PresenceRule(
      Presences presences,
      Channels channels,
      PresenceUpdate.Reader reader,
      PublicationFactory publications) {
    this.presences = presences;
    this.channels = channels;
    this.reader = reader;
    this.publications = publications;
  }

  @Override
  public boolean covers(Destination destination) {
    return WATCH.matcher(destination.value()).matches()
        || SAY.matcher(destination.value()).matches();
  }

  @Override
  public String authorizeSubscribe(SubscribeRequest request) {
    ChannelName channel = channel(WATCH, request.destination());
    if (!channels.authorizeSubscribe(request.caller(), channel).presence()) {
      throw new Refused(ErrorCode.BAD_DESTINATION, "This channel has no presence.");
    }
    return request.destination().value();
  }

  /** Diffs published so far are older than the state that is sent now. */
  @Override
  public void open(SubscribeRequest request, Opening opening) {
    ChannelName channel = channel(WATCH, request.destination());
    presences.open(
        channel,
        state ->
            opening.openFresh(
                List.of(publications.json(Presences.destination(channel), "presence", state))));
  }

  @Override
  public CompletionStage<?> send(SendRequest request) {
    ChannelName channel = channel(SAY, request.destination());
    channels.authorizeSubscribe(request.caller(), channel);
    if (!presences.update(channel, request.session().id(), reader.read(request.body()))) {
      throw new Refused(
          ErrorCode.CONFLICT, "Subscribe to the channel first; presence follows the subscription.");
    }
    return ACCEPTED;
  }

  /** The channel whose presence is watched at that destination. */
  static Optional<ChannelName> watched(Destination destination) {
    Matcher matcher = WATCH.matcher(destination.value());
    return matcher.matches() && ChannelName.isValid(matcher.group(1))
        ? Optional.of(new ChannelName(matcher.group(1)))
        : Optional.empty();
  }

  private static ChannelName channel(Pattern pattern, Destination destination) {
    Matcher matcher = pattern.matcher(destination.value());
    if (!matcher.matches() || !ChannelName.isValid(matcher.group(1))) {
      throw new Refused(ErrorCode.BAD_DESTINATION, "There is no such destination.");
    }
    return new ChannelName(matcher.group(1));
  }
}
