package io.switchboard.channel;

import io.switchboard.broker.ClientSession;
import io.switchboard.log.ChannelLog;
import io.switchboard.shared.ChannelName;
import io.switchboard.stomp.Destination;
import io.switchboard.stomp.SubscribeRequest;
import io.switchboard.stomp.SubscriptionHook;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The log feeds those channels that somebody is subscribed to. */
@Component
class RecordedHook implements SubscriptionHook {

  private final Channels channels;
  private final ChannelLog log;

  RecordedHook(Channels channels, ChannelLog log) {
    this.channels = channels;
    this.log = log;
  }

  @Override
  public void subscribed(SubscribeRequest request) {
    recorded(request.destination()).ifPresent(log::retain);
  }

  @Override
  public void unsubscribed(ClientSession session, Destination destination, End end) {
    recorded(destination).ifPresent(log::release);
  }

  private Optional<ChannelName> recorded(Destination destination) {
    return ChannelName.ofDestination(destination.value()).filter(channels::isRecorded);
  }
}
