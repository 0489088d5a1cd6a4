package io.switchboard.broker;

import java.util.Locale;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.simp.broker.BrokerAvailabilityEvent;
import org.springframework.stereotype.Component;

/**
 * Shows whether the broker works. A missing one degrades the service and does not end it: REST goes
 * on, so readiness does not ask for it.
 */
@Component
class BrokerHealthIndicator implements HealthIndicator {

  private static final Status DEGRADED = new Status("DEGRADED", "The broker is not available");

  private final BrokerSettings settings;
  private volatile boolean available;

  BrokerHealthIndicator(BrokerSettings settings) {
    this.settings = settings;
  }

  @EventListener
  void on(BrokerAvailabilityEvent event) {
    available = event.isBrokerAvailable();
  }

  @Override
  public Health health() {
    return Health.status(available ? Status.UP : DEGRADED)
        .withDetail("engine", settings.engine().name().toLowerCase(Locale.ROOT))
        .build();
  }
}
