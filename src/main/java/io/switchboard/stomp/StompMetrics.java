package io.switchboard.stomp;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.switchboard.broker.CloseCode;
import io.switchboard.shared.ErrorCode;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * What the wire counts: {@code switchboard.stomp.connections} open now, {@code
 * switchboard.stomp.closes} by the service with tag {@code reason}, {@code
 * switchboard.stomp.refusals} with tag {@code code}, and the timer {@code switchboard.stomp.rpc}
 * with tags {@code method} and {@code outcome}.
 */
@Component
class StompMetrics {

  private final MeterRegistry meters;

  StompMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  void watchConnections(Supplier<Number> open) {
    Gauge.builder("switchboard.stomp.connections", open)
        .description("Open WebSocket connections")
        .register(meters);
  }

  void closed(CloseCode code) {
    meters
        .counter("switchboard.stomp.closes", "reason", code.name().toLowerCase(Locale.ROOT))
        .increment();
  }

  /**
   * @param method a method that exists, or {@code unknown}: names that clients make up are no tags
   * @param outcome {@code OK} or an error code
   */
  void called(String method, String outcome, Duration took) {
    Timer.builder("switchboard.stomp.rpc")
        .description("Answers to methods that clients called")
        .tag("method", method)
        .tag("outcome", outcome)
        .register(meters)
        .record(took);
  }

  void refused(ErrorCode code) {
    meters.counter("switchboard.stomp.refusals", "code", code.name()).increment();
  }
}
