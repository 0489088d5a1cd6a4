package io.switchboard.push;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * Shows whether web push works: degraded while a push service does not accept the VAPID token. Of
 * each VAPID key before the current one it tells how many browsers still need it; at none it can be
 * taken out of the configuration.
 */
@Component
class PushHealthIndicator implements HealthIndicator {

  private static final Status DEGRADED =
      new Status("DEGRADED", "A push service refuses the VAPID token");

  private final PushOrigins origins;
  private final PushMetrics metrics;
  private final PushSubscriptionRepository subscriptions;
  private final Vapid vapid;

  PushHealthIndicator(
      PushOrigins origins,
      PushMetrics metrics,
      PushSubscriptionRepository subscriptions,
      Vapid vapid) {
    this.origins = origins;
    this.metrics = metrics;
    this.subscriptions = subscriptions;
    this.vapid = vapid;
  }

  @Override
  public Health health() {
    List<String> refusing = origins.refusing();
    Map<String, Object> previous = new LinkedHashMap<>();
    for (String keyId : vapid.previousKeyIds()) {
      long users = subscriptions.under(keyId);
      previous.put(keyId, users == 0 ? "retirable" : "needed by " + users);
    }
    return Health.status(refusing.isEmpty() ? Status.UP : DEGRADED)
        .withDetail("waiting", metrics.depth().waiting())
        .withDetail("oldestSeconds", metrics.age().toSeconds())
        .withDetail("refusing", refusing)
        .withDetail("previousKeys", previous)
        .build();
  }
}
