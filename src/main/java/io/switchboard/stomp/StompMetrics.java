package io.switchboard.stomp;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.switchboard.broker.CloseCode;
import io.switchboard.shared.ErrorCode;
import java.util.Locale;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * What the wire counts: {@code switchboard.stomp.connections} open now, {@code
 * switchboard.stomp.closes} by the service with tag {@code reason}, and {@code
 * switchboard.stomp.refusals} with tag {@code code}.
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

  void refused(ErrorCode code) {
    meters.counter("switchboard.stomp.refusals", "code", code.name()).increment();
  }
}
