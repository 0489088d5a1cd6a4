package io.switchboard.push;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.springframework.stereotype.Component;

/**
 * What is counted of web push: {@code switchboard.push.messages} with tags {@code outcome} and
 * {@code reason} (of what is dropped), {@code switchboard.push.queue.waiting} and {@code
 * switchboard.push.queue.age} (seconds that the oldest message waits, both as of a few seconds
 * ago), {@code switchboard.push.origins.refusing}. How push services answer is in {@code
 * switchboard.outbound.requests}, labelled {@code push:} and the allowed host.
 */
@Component
class PushMetrics {

  private final MeterRegistry meters;
  private final Clock clock;
  private volatile PushOutbox.Depth depth = new PushOutbox.Depth(0, null);

  PushMetrics(MeterRegistry meters, PushOrigins origins, Clock clock) {
    this.meters = meters;
    this.clock = clock;
    Gauge.builder("switchboard.push.queue.waiting", this, each -> each.depth.waiting())
        .description("Messages that wait to be pushed")
        .register(meters);
    Gauge.builder("switchboard.push.queue.age", this, each -> each.age().toMillis() / 1e3)
        .baseUnit("seconds")
        .description("How long the oldest of them waits")
        .register(meters);
    Gauge.builder("switchboard.push.origins.refusing", origins, each -> each.refusing().size())
        .description("Push services that do not accept the VAPID token")
        .register(meters);
  }

  void ended(PushEnd end) {
    String outcome = end.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    String reason =
        end instanceof PushEnd.Dropped dropped
            ? dropped.reason().name().toLowerCase(Locale.ROOT)
            : "none";
    meters.counter("switchboard.push.messages", "outcome", outcome, "reason", reason).increment();
  }

  void queued(PushOutbox.Depth measured) {
    depth = measured;
  }

  PushOutbox.Depth depth() {
    return depth;
  }

  Duration age() {
    Instant oldest = depth.oldest();
    return oldest == null ? Duration.ZERO : Duration.between(oldest, clock.instant());
  }
}
