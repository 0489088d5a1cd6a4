package io.switchboard.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.switchboard.testing.Node;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Some of many clients stop reading for good. */
class StuckClientsTests {

  private static final int CLIENTS = 50;
  private static final int STUCK = 5;

  /**
   * The load ends only when the others have received everything. A stuck client would have 8 MB
   * waiting without a bound; it is closed as soon as 2 MB do: what comes in two seconds, so that a
   * busy machine does not close one that reads.
   */
  @Test
  void areClosedWhileTheOthersMissNothing() {
    try (Node node = Node.start(Map.of("switchboard.broker.max-queued-bytes", "2MB"))) {
      Target target =
          new Target("node", node.port(), ProcessHandle.current(), node.api().token("bench"));
      Load load = Load.paced("", CLIENTS, 50, STUCK, 20_000, Duration.ofSeconds(8));

      try (LoadGenerator generator = new LoadGenerator(target)) {
        Reading reading = generator.run(load);

        assertThat(reading.deliveries()).isGreaterThanOrEqualTo((CLIENTS - STUCK) * 100);
        assertThat(reading.deliveries() % (CLIENTS - STUCK)).isZero();
        await().until(() -> closedAsTooSlow(node) == STUCK);
        // Nothing is kept for a client that does not even take its CLOSE.
        await().until(() -> connections(node) == CLIENTS + 1 - STUCK);
      }
      await().until(() -> connections(node) == 0);
    }
  }

  private static double closedAsTooSlow(Node node) {
    Counter counter =
        node.bean(MeterRegistry.class)
            .find("switchboard.stomp.closes")
            .tag("reason", "too_slow")
            .counter();
    return counter == null ? 0 : counter.count();
  }

  private static double connections(Node node) {
    return node.bean(MeterRegistry.class).get("switchboard.stomp.connections").gauge().value();
  }
}
