package io.switchboard.preference;

import io.switchboard.broker.ClientSession;
import io.switchboard.stomp.Destination;
import io.switchboard.stomp.SubscribeRequest;
import io.switchboard.stomp.SubscriptionHook;
import org.springframework.stereotype.Component;

/** Learns users' tenants from their subscriptions. Sockets do not wait for the database. */
@Component
class TenantHook implements SubscriptionHook {

  private final TenantClaims claims;

  TenantHook(TenantClaims claims) {
    this.claims = claims;
  }

  @Override
  public void subscribed(SubscribeRequest request) {
    claims.learnSoon(request.caller());
  }

  @Override
  public void unsubscribed(ClientSession session, Destination destination, End end) {
    // A tenant does not end with a subscription.
  }
}
