package io.switchboard.broker;

import io.switchboard.shared.ChannelName;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
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

  private static final String USER = "/user/";
  private static final Collection<String> PREFIXES = List.of(ChannelName.TOPIC, USER);

  /** Starts dispatchers; each ends when its topic has nothing waiting. */
  private static final Executor DISPATCHER = task -> Thread.ofVirtual().name("fan-out").start(task);

  private final ConcurrentHashMap<String, Topic> topics = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, ClientSession> sessions = new ConcurrentHashMap<>();
  private final NodeBus bus;
  private final MessagePublications publications;
  private final BrokerMetrics metrics;
  private volatile Consumer<Publication> recorded = publication -> deliver(List.of(publication));
  private volatile Consumer<Publication> application = this::publish;

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
    bus.receive(this::receive);
  }

  @Override
  protected void startInternal() {
    publishBrokerAvailableEvent();
  }

  @Override
  public void connect(ClientSession session) {
    sessions.put(session.id(), session);
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
    subscription.end();
    topics.computeIfPresent(
        subscription.routingKey(), (_, topic) -> topic.remove(subscription) ? null : topic);
  }

  @Override
  public void disconnect(ClientSession session) {
    session.subscriptions().forEach(this::unsubscribe);
    sessions.remove(session.id());
  }

  @Override
  public void publish(Publication publication) {
    deliver(List.of(publication));
    bus.broadcast(publication);
  }

  @Override
  public boolean carriesRecorded() {
    return true;
  }

  @Override
  public void deliver(List<Publication> publications) {
    Topic topic = topics.get(publications.getFirst().destination());
    if (topic == null) {
      metrics.published(publications.size(), 0);
    } else {
      topic.publish(publications, DISPATCHER);
    }
  }

  @Override
  public void broadcast(Publication publication) {
    bus.broadcast(publication);
  }

  @Override
  public void receiveRecorded(Consumer<Publication> receiver) {
    recorded = receiver;
  }

  @Override
  public void receiveApplication(Consumer<Publication> receiver) {
    application = receiver;
  }

  @Override
  public void lose(String destination) {
    Topic topic = topics.get(destination);
    if (topic != null) {
      topic.sessions().forEach(session -> session.abandon(CloseCode.POSITION_LOST));
    }
  }

  @Override
  public int subscribers(String destination) {
    Topic topic = topics.get(destination);
    return topic == null ? 0 : topic.size();
  }

  private void receive(Publication publication) {
    if (publication.position() == null) {
      deliver(List.of(publication));
    } else {
      recorded.accept(publication);
    }
  }

  /**
   * Takes what the application sends; frames of clients come through {@link Broker} instead. To one
   * of a user's sessions alone goes what names it, as {@code @SendToUser(broadcast = false)} does.
   */
  @Override
  protected void handleMessageInternal(Message<?> message) {
    String destination = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
    String session = SimpMessageHeaderAccessor.getSessionId(message.getHeaders());
    if (SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) == SimpMessageType.MESSAGE
        && destination != null
        && checkDestinationPrefix(destination)) {
      Publication publication = publications.from(message, destination);
      if (session != null && destination.startsWith(USER)) {
        deliverTo(session, publication);
      } else {
        application.accept(publication);
      }
    }
  }

  private void deliverTo(String sessionId, Publication publication) {
    ClientSession session = sessions.get(sessionId);
    if (session != null) {
      session.send(publication);
    }
  }
}
