package io.switchboard.broker;

import java.util.List;
import java.util.function.Consumer;

/**
 * Carries publications to subscriptions: the fan-out of this service, or one of Spring's two
 * brokers, whichever {@code switchboard.broker.engine} names.
 *
 * <p>Delivery is at most once. Publications that one thread publishes to one destination arrive in
 * that order. No method waits for a client's socket.
 */
public interface Broker {

  /** A session was opened; called once, before anything else of it. */
  void connect(ClientSession session);

  /**
   * Registers the subscription. From here on its publications are collected until {@link
   * Subscription#open}, so that nothing is missed between registration and opening.
   *
   * @param registered runs once the subscription is registered: before this returns, or later on a
   *     thread of the broker's; it does not block
   */
  void subscribe(Subscription subscription, Runnable registered);

  /** Forgets the subscription; nothing is delivered to it afterwards. Idempotent. */
  void unsubscribe(Subscription subscription);

  /** The session ended, and with it all its subscriptions. Idempotent. */
  void disconnect(ClientSession session);

  /** Delivers to every subscription of the destination on every node. */
  void publish(Publication publication);

  /** How many subscriptions the destination has on this node. */
  int subscribers(String destination);

  /**
   * Whether publications with a position are possible, and with them the methods below. Spring's
   * brokers carry live channels only.
   */
  default boolean carriesRecorded() {
    return false;
  }

  /** Delivers publications of one destination, in this order, on this node only. */
  default void deliver(List<Publication> publications) {
    throw new UnsupportedOperationException("This engine carries live channels only");
  }

  /** Hands a publication to the other nodes only. */
  default void broadcast(Publication publication) {
    throw new UnsupportedOperationException("This engine carries live channels only");
  }

  /** Called once with what puts the recorded publications of other nodes in order. */
  default void receiveRecorded(Consumer<Publication> receiver) {
    throw new UnsupportedOperationException("This engine carries live channels only");
  }

  /** Called once with what takes what the application sends through Spring's messaging. */
  default void receiveApplication(Consumer<Publication> receiver) {
    throw new UnsupportedOperationException("This engine carries live channels only");
  }

  /**
   * Closes all sessions that subscribe to the destination on this node, so that they come back and
   * learn what they missed.
   */
  default void lose(String destination) {
    throw new UnsupportedOperationException("This engine carries live channels only");
  }
}
