package io.switchboard.broker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/**
 * What the fan-out counts: {@code switchboard.broker.publications}, and {@code
 * switchboard.broker.deliveries}, one for each subscription a publication was queued for.
 */
@Component
public class BrokerMetrics {

  private final Counter publications;
  private final Counter deliveries;

  BrokerMetrics(MeterRegistry meters) {
    this.publications =
        Counter.builder("switchboard.broker.publications")
            .description("Publications fanned out on this node")
            .register(meters);
    this.deliveries =
        Counter.builder("switchboard.broker.deliveries")
            .description("Publications queued for a subscription")
            .register(meters);
  }

  void published(int count, int delivered) {
    publications.increment(count);
    deliveries.increment(delivered);
  }
}
