package io.switchboard.log;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/**
 * What the log counts: {@code switchboard.log.group}, publications of each commit, and {@code
 * switchboard.log.recoveries} with tag {@code recovered}.
 */
@Component
class LogMetrics {

  private final DistributionSummary groups;
  private final Counter recovered;
  private final Counter lost;

  LogMetrics(MeterRegistry meters) {
    this.groups =
        DistributionSummary.builder("switchboard.log.group")
            .description("Publications recorded by one commit")
            .register(meters);
    this.recovered = recoveries(meters, true);
    this.lost = recoveries(meters, false);
  }

  private static Counter recoveries(MeterRegistry meters, boolean recovered) {
    return Counter.builder("switchboard.log.recoveries")
        .description("Clients that asked to continue after a position")
        .tag("recovered", Boolean.toString(recovered))
        .register(meters);
  }

  void recorded(int publications) {
    if (publications > 0) {
      groups.record(publications);
    }
  }

  void continued(boolean whole) {
    (whole ? recovered : lost).increment();
  }
}
