package io.switchboard.broker;

import io.switchboard.shared.ChannelName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;

/**
 * Lets Spring's simple broker or Spring's relay do the fan-out, by speaking to it over Spring's
 * channels. The relay opens one connection to the STOMP broker per session and loses what is sent
 * before that broker's CONNECTED, so frames wait for it here.
 */
public final class SpringBroker implements Broker, MessageHandler {

  private static final Logger log = LoggerFactory.getLogger(SpringBroker.class);

  private final MessageChannel clientInboundChannel;
  private final MessageChannel brokerChannel;
  private final MessagePublications publications;
  private final boolean answersReceipts;
  private final ConcurrentHashMap<String, Integer> subscribers = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Link> links = new ConcurrentHashMap<>();

  /**
   * @param answersReceipts whether the broker confirms a SUBSCRIBE, as an external one does
   */
  public SpringBroker(
      MessageChannel clientInboundChannel,
      SubscribableChannel clientOutboundChannel,
      MessageChannel brokerChannel,
      PublicationFactory publications,
      boolean answersReceipts) {
    this.answersReceipts = answersReceipts;
    this.clientInboundChannel = clientInboundChannel;
    this.brokerChannel = brokerChannel;
    this.publications = new MessagePublications(publications);
    clientOutboundChannel.subscribe(this);
  }

  /** A session's way into the broker: closed until the broker has answered CONNECT. */
  private static final class Link {

    final ClientSession session;
    private @Nullable List<Message<?>> waiting = new ArrayList<>();
    private final Map<String, Runnable> receipts = new HashMap<>();
    private int lastReceipt;

    Link(ClientSession session) {
      this.session = session;
    }

    synchronized boolean hold(Message<?> message) {
      return waiting != null && waiting.add(message);
    }

    synchronized String expectReceipt(Runnable then) {
      String id = Integer.toString(++lastReceipt);
      receipts.put(id, then);
      return id;
    }

    synchronized Runnable received(@Nullable String receiptId) {
      Runnable then = receipts.remove(receiptId);
      return then == null ? () -> {} : then;
    }

    /** What comes meanwhile waits, so that nothing overtakes what was held. */
    synchronized void release(MessageChannel broker) {
      List<Message<?>> held = waiting == null ? List.of() : waiting;
      held.forEach(broker::send);
      waiting = null;
    }
  }

  @Override
  public void connect(ClientSession session) {
    links.put(session.id(), new Link(session));
    StompHeaderAccessor headers = StompHeaderAccessor.create(StompCommand.CONNECT);
    headers.setAcceptVersion("1.2");
    headers.setHeartbeat(0, 0);
    toBroker(session, headers, true);
  }

  @Override
  public void subscribe(Subscription subscription, Runnable registered) {
    StompHeaderAccessor headers = StompHeaderAccessor.create(StompCommand.SUBSCRIBE);
    headers.setSubscriptionId(subscription.id());
    headers.setDestination(brokerDestination(subscription.routingKey()));
    subscribers.merge(subscription.routingKey(), 1, Integer::sum);
    Link link = links.get(subscription.session().id());
    if (answersReceipts && link != null) {
      headers.setReceipt(link.expectReceipt(registered));
      toBroker(subscription.session(), headers, false);
    } else {
      toBroker(subscription.session(), headers, false);
      registered.run();
    }
  }

  @Override
  public void unsubscribe(Subscription subscription) {
    subscription.end();
    subscribers.computeIfPresent(
        subscription.routingKey(), (_, count) -> count > 1 ? count - 1 : null);
    StompHeaderAccessor headers = StompHeaderAccessor.create(StompCommand.UNSUBSCRIBE);
    headers.setSubscriptionId(subscription.id());
    toBroker(subscription.session(), headers, false);
  }

  @Override
  public void disconnect(ClientSession session) {
    if (links.containsKey(session.id())) {
      toBroker(session, StompHeaderAccessor.create(StompCommand.DISCONNECT), true);
      links.remove(session.id());
    }
  }

  @Override
  public void publish(Publication publication) {
    SimpMessageHeaderAccessor headers =
        MessagePublications.headers(publication, brokerDestination(publication.destination()));
    brokerChannel.send(
        MessageBuilder.createMessage(publication.body(), headers.getMessageHeaders()));
  }

  /** Spring's brokers do not tell, so it is counted here. */
  @Override
  public int subscribers(String destination) {
    return subscribers.getOrDefault(destination, 0);
  }

  /**
   * External brokers want one path segment. What is not a channel becomes a topic whose name no
   * channel can have, since no namespace has a dot; so no client can name it by itself.
   */
  public static String brokerDestination(String destination) {
    if (destination.startsWith("/user/")) {
      return "/topic/user." + destination.substring("/user/".length()).replace('/', '.');
    }
    String channel = destination.substring(ChannelName.TOPIC.length());
    int slash = channel.indexOf('/');
    return slash < 0
        ? destination
        : ChannelName.TOPIC + channel.substring(slash + 1) + "." + channel.substring(0, slash);
  }

  private void toBroker(ClientSession session, StompHeaderAccessor headers, boolean connecting) {
    headers.setSessionId(session.id());
    headers.setSessionAttributes(Map.of());
    headers.setUser(session.user()::value);
    headers.setLeaveMutable(true);
    Message<byte[]> message =
        MessageBuilder.createMessage(new byte[0], headers.getMessageHeaders());
    Link link = links.get(session.id());
    if (connecting || (link != null && !link.hold(message))) {
      clientInboundChannel.send(message);
    }
  }

  /** Takes what the broker sends to a session. */
  @Override
  public void handleMessage(Message<?> message) {
    Link link = links.get(SimpMessageHeaderAccessor.getSessionId(message.getHeaders()));
    SimpMessageType type = SimpMessageHeaderAccessor.getMessageType(message.getHeaders());
    if (link == null || type == null) {
      return;
    }
    switch (type) {
      case MESSAGE -> deliver(link.session, message);
      case CONNECT_ACK -> link.release(clientInboundChannel);
      case OTHER -> onStompFrame(link, message);
      default -> log.debug("The broker sent {} to session {}", type, link.session.id());
    }
  }

  private void onStompFrame(Link link, Message<?> message) {
    StompHeaderAccessor headers =
        MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
    if (headers == null || headers.getCommand() == null) {
      return;
    }
    switch (headers.getCommand()) {
      case CONNECTED -> link.release(clientInboundChannel);
      case RECEIPT -> link.received(headers.getReceiptId()).run();
      case ERROR -> {
        log.warn("The STOMP broker ended session {}: {}", link.session.id(), headers.getMessage());
        link.session.close(CloseCode.SERVER_ERROR);
      }
      default -> log.debug("The STOMP broker sent {}", headers.getCommand());
    }
  }

  private void deliver(ClientSession session, Message<?> message) {
    String id = SimpMessageHeaderAccessor.getSubscriptionId(message.getHeaders());
    Subscription subscription = id == null ? null : session.subscription(id);
    if (subscription != null) {
      Publication publication = publications.from(message, subscription.routingKey());
      subscription.deliver(publication);
      session.flush();
    }
  }
}
