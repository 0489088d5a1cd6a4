package io.switchboard.stomp;

import io.switchboard.broker.Broker;
import io.switchboard.broker.ClientSession;
import io.switchboard.broker.Subscription;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Subscribes sessions, and ends what they subscribed to. Every transport comes through here, so the
 * same rules and hooks hold for all of them.
 */
@Component
public class Subscriptions {

  private final DestinationRules rules;
  private final SubscriptionHooks hooks;
  private final Broker broker;
  private final StompSettings settings;

  Subscriptions(
      DestinationRules rules, SubscriptionHooks hooks, Broker broker, StompSettings settings) {
    this.rules = rules;
    this.hooks = hooks;
    this.broker = broker;
    this.settings = settings;
  }

  /**
   * Authorizes, registers and opens a subscription.
   *
   * @param opening makes the way to open it, once it is known
   * @throws Refused if the caller may not, or the session has too many; nothing is registered then
   */
  public void subscribe(SubscribeRequest request, Function<Subscription, Opening> opening) {
    ClientSession session = request.session();
    requireRoom(session, request.subscriptionId());
    DestinationRule rule = rules.covering(request.destination());
    String routingKey = rule.authorizeSubscribe(request);
    hooks.check(request);
    Subscription subscription =
        new Subscription(
            session,
            request.subscriptionId(),
            request.destination().value(),
            routingKey,
            EventFilter.parse(request.header("events")),
            "true".equals(request.header("beacon")));
    session.add(subscription);
    hooks.subscribed(request);
    broker.subscribe(subscription, () -> rule.open(request, opening.apply(subscription)));
  }

  private void requireRoom(ClientSession session, String id) {
    if (session.subscription(id) != null) {
      throw new Refused(ErrorCode.INVALID_VALUE, "The subscription id is in use.");
    }
    int limit = settings.maxSubscriptions();
    if (session.subscriptions().size() >= limit) {
      throw new Refused(
          ErrorCode.LIMIT_EXCEEDED,
          "A session holds at most " + limit + " subscriptions; unsubscribe first.");
    }
  }

  /**
   * Ends one subscription.
   *
   * @throws Refused {@link ErrorCode#NOT_FOUND} if the session has none of that id
   */
  public void unsubscribe(ClientSession session, String id) {
    Subscription subscription = session.remove(id);
    if (subscription == null) {
      throw new Refused(ErrorCode.NOT_FOUND, "There is no subscription of this id.");
    }
    end(subscription, SubscriptionHook.End.LEFT);
  }

  /** Ends a subscription that could not be opened, unless it has ended already. */
  void abandon(Subscription subscription) {
    if (subscription.session().remove(subscription)) {
      end(subscription, SubscriptionHook.End.LEFT);
    }
  }

  /** Ends all subscriptions of a session, and the session at the broker. */
  public void leave(ClientSession session, SubscriptionHook.End how) {
    for (Subscription subscription : session.subscriptions()) {
      // Whoever removes it ends it: a subscription that failed to open ends on another thread.
      if (session.remove(subscription)) {
        end(subscription, how);
      }
    }
    broker.disconnect(session);
  }

  /** Something was heard from the session; to be called at most about once a second. */
  public void alive(ClientSession session) {
    hooks.alive(session);
  }

  private void end(Subscription subscription, SubscriptionHook.End how) {
    broker.unsubscribe(subscription);
    hooks.unsubscribed(subscription.session(), new Destination(subscription.destination()), how);
  }
}
