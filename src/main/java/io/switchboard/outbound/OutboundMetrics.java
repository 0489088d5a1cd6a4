package io.switchboard.outbound;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What is counted of the calls: {@code switchboard.outbound.requests}, a timer with tags {@code
 * label} and {@code outcome} (the class of the status, or why there is none), and {@code
 * switchboard.outbound.breakers.open}.
 */
@Component
class OutboundMetrics {

  private final MeterRegistry meters;

  OutboundMetrics(MeterRegistry meters, Hosts hosts) {
    this.meters = meters;
    Gauge.builder("switchboard.outbound.breakers.open", hosts, each -> each.open().size())
        .description("Hosts that are left alone because they failed")
        .register(meters);
  }

  void ended(
      String label,
      Duration took,
      @Nullable OutboundResponse response,
      @Nullable OutboundFailure failure) {
    String outcome =
        response != null
            ? response.status() / 100 + "xx"
            : failure == null ? "unknown" : failure.reason().name().toLowerCase(Locale.ROOT);
    meters.timer("switchboard.outbound.requests", "label", label, "outcome", outcome).record(took);
  }
}
