package io.switchboard.message;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** The timer {@code switchboard.channel.messages} with tags {@code type} and {@code outcome}. */
@Component
class MessageMetrics {

  private final MeterRegistry meters;

  MessageMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  /**
   * @param type a type that exists, or {@code unknown}: names that clients make up are no tags
   * @param outcome {@code OK} or an error code
   */
  void handled(String type, String outcome, Duration took) {
    Timer.builder("switchboard.channel.messages")
        .description("Typed messages that were broadcast, answered or refused")
        .tag("type", type)
        .tag("outcome", outcome)
        .register(meters)
        .record(took);
  }
}
