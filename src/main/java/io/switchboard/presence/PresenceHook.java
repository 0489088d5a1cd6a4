package io.switchboard.presence;

import io.switchboard.broker.ClientSession;
import io.switchboard.channel.Channels;
import io.switchboard.channel.Namespace;
import io.switchboard.shared.ChannelName;
import io.switchboard.stomp.Destination;
import io.switchboard.stomp.SubscribeRequest;
import io.switchboard.stomp.SubscriptionHook;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** A client is present on a channel for as long as it is subscribed to it. */
@Component
class PresenceHook implements SubscriptionHook {

  private final Presences presences;
  private final Channels channels;
  private final PresenceUpdate.Reader reader;

  PresenceHook(Presences presences, Channels channels, PresenceUpdate.Reader reader) {
    this.presences = presences;
    this.channels = channels;
    this.reader = reader;
  }

  @Override
  public void check(SubscribeRequest request) {
    if (request.header("presence") != null) {
      update(request);
    }
  }

  @Override
  public void subscribed(SubscribeRequest request) {
    channel(request.destination())
        .ifPresent(
            channel ->
                presences.join(
                    channel,
                    request.session().id(),
                    request.caller().user(),
                    request.caller().displayName(),
                    update(request)));
  }

  @Override
  public void unsubscribed(ClientSession session, Destination destination, End end) {
    PresenceRule.watched(destination).ifPresent(presences::unwatch);
    Optional<ChannelName> channel = channel(destination);
    if (channel.isEmpty() || stillSubscribed(session, destination)) {
      return;
    }
    switch (end) {
      case LEFT -> presences.leave(channel.get(), session.id());
      case LOST -> presences.lose(channel.get(), session.id());
    }
  }

  @Override
  public void alive(ClientSession session) {
    session
        .subscriptions()
        .forEach(
            subscription ->
                channel(new Destination(subscription.destination()))
                    .ifPresent(channel -> presences.touch(channel, session.id())));
  }

  private PresenceUpdate update(SubscribeRequest request) {
    String header = request.header("presence");
    return header == null ? reader.nothing() : reader.read(header.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean stillSubscribed(ClientSession session, Destination destination) {
    return session.subscriptions().stream()
        .anyMatch(subscription -> subscription.destination().equals(destination.value()));
  }

  /** The channel of that destination, if its namespace has presence. */
  private Optional<ChannelName> channel(Destination destination) {
    return ChannelName.ofDestination(destination.value())
        .filter(
            name -> {
              Namespace namespace = channels.namespaces().get(name.namespace());
              return namespace != null && namespace.presence();
            });
  }
}
