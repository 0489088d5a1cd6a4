package io.switchboard.broker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/**
 * What the fan-out counts: {@code switchboard.broker.publications}; {@code
 * switchboard.broker.deliveries}, one for each subscription a publication was queued for; {@code
 * switchboard.broker.slow}, clients that fell behind, with tag {@code action}: {@code close} or
 * {@code conflate}; and {@code switchboard.broker.conflated}, publications that such a client did
 * not get because newer ones took their place.
 */
@Component
public class BrokerMetrics {

  private final Counter publications;
  private final Counter deliveries;
  private final Counter conflated;
  private final MeterRegistry meters;

  BrokerMetrics(MeterRegistry meters) {
    this.meters = meters;
    this.publications =
        Counter.builder("switchboard.broker.publications")
            .description("Publications fanned out on this node")
            .register(meters);
    this.deliveries =
        Counter.builder("switchboard.broker.deliveries")
            .description("Publications queued for a subscription")
            .register(meters);
    this.conflated =
        Counter.builder("switchboard.broker.conflated")
            .description("Publications that newer ones replaced before a slow client read them")
            .register(meters);
  }

  void published(int count, int delivered) {
    publications.increment(count);
    deliveries.increment(delivered);
  }

  /**
   * @param action what was done about a client that fell behind
   */
  void slow(String action) {
    meters.counter("switchboard.broker.slow", "action", action).increment();
  }

  void replaced(int count) {
    conflated.increment(count);
  }
}
