package io.switchboard.outbound;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/** Shows which hosts are left alone because they failed; that degrades the service at most. */
@Component
class OutboundHealthIndicator implements HealthIndicator {

  private static final Status DEGRADED = new Status("DEGRADED", "Some hosts fail");
  private static final int SHOWN = 20;

  private final Hosts hosts;

  OutboundHealthIndicator(Hosts hosts) {
    this.hosts = hosts;
  }

  @Override
  public Health health() {
    List<String> open = hosts.open();
    return Health.status(open.isEmpty() ? Status.UP : DEGRADED)
        .withDetail("breakersOpen", open.stream().limit(SHOWN).toList())
        .build();
  }
}
