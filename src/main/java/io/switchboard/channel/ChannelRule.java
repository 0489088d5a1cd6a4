package io.switchboard.channel;

import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.stomp.Destination;
import io.switchboard.stomp.DestinationRule;
import io.switchboard.stomp.Opening;
import io.switchboard.stomp.SendRequest;
import io.switchboard.stomp.SubscribeRequest;
import io.switchboard.stomp.UserMessages;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/** {@code /topic/{channel}}: joining a channel and publishing on it. */
@Component
class ChannelRule implements DestinationRule {

  private final Channels channels;
  private final Recovery recovery;
  private final ClientMessages messages;

  ChannelRule(Channels channels, Recovery recovery, ClientMessages messages) {
    this.channels = channels;
    this.recovery = recovery;
    this.messages = messages;
  }

  @Override
  public boolean covers(Destination destination) {
    String channel = destination.after(ChannelName.TOPIC);
    return channel != null && ChannelName.isValid(channel);
  }

  @Override
  public String authorizeSubscribe(SubscribeRequest request) {
    ChannelName channel = channel(request.destination());
    Namespace namespace = channels.authorizeSubscribe(request.caller(), channel);
    if (request.header("since") != null && request.header("receipt") == null) {
      throw new Refused(
          ErrorCode.INVALID_VALUE,
          "A SUBSCRIBE with 'since' is answered in its RECEIPT; ask for one.");
    }
    channels.requireRoom(namespace, channel);
    String stream = namespace.stream();
    return stream == null
        ? request.destination().value()
        : UserMessages.routingKey(request.caller().user(), stream);
  }

  /** A live channel has nothing to continue; the client hears it and starts afresh. */
  @Override
  public void open(SubscribeRequest request, Opening opening) {
    ChannelName channel = channel(request.destination());
    Namespace namespace = channels.namespace(channel);
    String since = request.header("since");
    if (channels.isRecorded(namespace)) {
      recovery.open(channel, since, namespace.lastValue(), opening);
    } else {
      opening.open(since == null ? Map.of() : Map.of("recovered", "false"), List.of(), _ -> true);
    }
  }

  @Override
  public CompletionStage<?> send(SendRequest request) {
    return messages.publish(request, channel(request.destination()));
  }

  private static ChannelName channel(Destination destination) {
    return new ChannelName(destination.value().substring(ChannelName.TOPIC.length()));
  }
}
