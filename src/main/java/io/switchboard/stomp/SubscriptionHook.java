package io.switchboard.stomp;

import io.switchboard.broker.ClientSession;
import io.switchboard.shared.Refused;

/**
 * Learns who is subscribed to what. Calls for one session come one at a time and in order; they do
 * not block, and only {@link #check} throws.
 */
public interface SubscriptionHook {

  /**
   * Checks a SUBSCRIBE before anything is registered.
   *
   * @throws Refused if a header this hook reads is wrong
   */
  default void check(SubscribeRequest request) {}

  /** The subscription is accepted and about to be registered. */
  void subscribed(SubscribeRequest request);

  /**
   * The subscription ended.
   *
   * @param end whether the client wanted it or was lost
   */
  void unsubscribed(ClientSession session, Destination destination, End end);

  /** Something was heard from the session; called at most about once a second. */
  default void alive(ClientSession session) {}

  /** How a subscription ended. */
  enum End {
    /** The client said UNSUBSCRIBE or DISCONNECT. */
    LEFT,
    /** The connection went away; the client may come back. */
    LOST
  }
}
