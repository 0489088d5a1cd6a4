package io.switchboard.broker;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.broker.AbstractBrokerMessageHandler;

/**
 * The service's own broker: a publication goes into the queues of the sessions that want it, and to
 * the other nodes. What an application sends through {@code SimpMessagingTemplate} comes in by the
 * {@code brokerChannel} and takes the same way.
 */
public final class FanOutBroker extends AbstractBrokerMessageHandler implements Broker {

  private static final Collection<String> PREFIXES = List.of("/topic/", "/user/");

  /** Starts dispatchers; each ends when its topic has nothing waiting. */
  private static final Executor DISPATCHER = task -> Thread.ofVirtual().name("fan-out").start(task);

  private final ConcurrentHashMap<String, Topic> topics = new ConcurrentHashMap<>();
  private final NodeBus bus;
  private final MessagePublications publications;
  private final BrokerMetrics metrics;

  public FanOutBroker(
      SubscribableChannel clientInboundChannel,
      MessageChannel clientOutboundChannel,
      SubscribableChannel brokerChannel,
      NodeBus bus,
      PublicationFactory publications,
      BrokerMetrics metrics) {
    super(clientInboundChannel, clientOutboundChannel, brokerChannel, PREFIXES);
    this.bus = bus;
    this.publications = new MessagePublications(publications);
    this.metrics = metrics;
    bus.receive(this::deliver);
  }

  @Override
  protected void startInternal() {
    publishBrokerAvailableEvent();
  }

  @Override
  public void connect(ClientSession session) {
    // Sessions are known through their subscriptions.
  }

  @Override
  public void subscribe(Subscription subscription, Runnable registered) {
    while (!topics
        .computeIfAbsent(subscription.routingKey(), _ -> new Topic(metrics::published))
        .add(subscription)) {
      // Its last member just left; the map drops it in a moment.
      Thread.onSpinWait();
    }
    registered.run();
  }

  @Override
  public void unsubscribe(Subscription subscription) {
    topics.computeIfPresent(
        subscription.routingKey(), (_, topic) -> topic.remove(subscription) ? null : topic);
  }

  @Override
  public void disconnect(ClientSession session) {
    session.subscriptions().forEach(this::unsubscribe);
  }

  @Override
  public void publish(Publication publication) {
    deliver(publication);
    bus.broadcast(publication);
  }

  @Override
  public int subscribers(String destination) {
    Topic topic = topics.get(destination);
    return topic == null ? 0 : topic.size();
  }

  private void deliver(Publication publication) {
    Topic topic = topics.get(publication.destination());
    if (topic == null) {
      metrics.published(1, 0);
    } else {
      topic.publish(publication, DISPATCHER);
    }
  }

  /** Takes what the application sends; frames of clients come through {@link Broker} instead. */
  @Override
  protected void handleMessageInternal(Message<?> message) {
    String destination = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
    if (SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) == SimpMessageType.MESSAGE
        && destination != null
        && checkDestinationPrefix(destination)) {
      publish(publications.from(message, destination));
    }
  }
}
