package io.switchboard.stomp;

import io.switchboard.broker.ClientSession;
import java.util.List;
import org.springframework.stereotype.Component;

/** All hooks as one. */
@Component
class SubscriptionHooks {

  private final List<SubscriptionHook> hooks;

  SubscriptionHooks(List<SubscriptionHook> hooks) {
    this.hooks = List.copyOf(hooks);
  }

  void check(SubscribeRequest request) {
    hooks.forEach(hook -> hook.check(request));
  }

  void subscribed(SubscribeRequest request) {
    hooks.forEach(hook -> hook.subscribed(request));
  }

  void unsubscribed(ClientSession session, Destination destination, SubscriptionHook.End end) {
    hooks.forEach(hook -> hook.unsubscribed(session, destination, end));
  }

  void alive(ClientSession session) {
    hooks.forEach(hook -> hook.alive(session));
  }
}
