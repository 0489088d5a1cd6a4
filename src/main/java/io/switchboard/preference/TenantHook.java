package io.switchboard.preference;

import io.switchboard.broker.ClientSession;
import io.switchboard.stomp.Destination;
import io.switchboard.stomp.SubscribeRequest;
import io.switchboard.stomp.SubscriptionHook;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Learns users' tenants from their subscriptions. Sockets do not wait for the database: one thread
 * writes, and what does not fit into its queue is learnt from a later subscription.
 */
@Component
class TenantHook implements SubscriptionHook {

  private static final int WAITING = 10_000;

  private final TenantClaims claims;
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofVirtual().name("tenants").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  TenantHook(TenantClaims claims) {
    this.claims = claims;
    this.writer.allowCoreThreadTimeOut(true);
  }

  @Override
  public void subscribed(SubscribeRequest request) {
    if (claims.isNews(request.caller())) {
      writer.execute(() -> claims.remember(request.caller()));
    }
  }

  @Override
  public void unsubscribed(ClientSession session, Destination destination, End end) {
    // A tenant does not end with a subscription.
  }

  @PreDestroy
  void stop() {
    writer.shutdownNow();
  }
}
