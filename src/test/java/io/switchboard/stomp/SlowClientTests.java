package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.switchboard.testing.Node;
import io.switchboard.testing.RawStomp;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that do not read, or whose network is gone. */
class SlowClientTests {

  private static Node node;

  @BeforeAll
  static void start() {
    node =
        Node.start(
            Map.of(
                "switchboard.broker.max-queued-bytes", "64KB",
                "switchboard.stomp.ping-interval", "1s",
                "switchboard.stomp.pong-timeout", "3s"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void closesAClientThatDoesNotReadAndKeepsServingTheOthers() {
    try (RawStomp slow = connect("slow");
        RawStomp fast = connect("fast");
        RawStomp publisher = connect("publisher")) {
      slow.subscribe("1", "/topic/live:a");
      fast.subscribe("1", "/topic/live:a");
      slow.stopReading();
      String body = "x".repeat(50_000);
      int sent = 0;
      while (closes("too_slow") == 0) {
        assertThat(++sent).isLessThan(2000);
        publisher.frame("SEND", body, "destination:/topic/live:a");
        assertThat(fast.await("MESSAGE").body()).hasSize(50_000);
      }
      slow.readAgain();

      assertThat(slow.closeCode()).isEqualTo(3001);
    }
  }

  @Test
  void endsAClientThatAnswersNoPing() {
    try (RawStomp gone = connect("gone")) {
      gone.stopReading();
      // The one frame it had asked for before it stopped.
      gone.frame("SUBSCRIBE", "", "id:1", "destination:/topic/live:b", "receipt:1");
      await().until(() -> closes("timed_out") > 0);
    }
  }

  /** The close waits behind the write, too, so the connection is cut in the end. */
  @Test
  void cutsAClientWhoseWriteNeverCompletesAndWhoAnswersNoPing() {
    try (Node patient =
            Node.start(
                Map.of(
                    "switchboard.broker.max-queued-bytes", "64MB",
                    "switchboard.stomp.ping-interval", "1s",
                    "switchboard.stomp.pong-timeout", "1s"));
        RawStomp stuck = RawStomp.connect(patient.port(), patient.api().token("stuck"));
        RawStomp publisher = RawStomp.connect(patient.port(), patient.api().token("publisher"))) {
      stuck.subscribe("1", "/topic/live:a");
      stuck.stopReading();
      // More than the systems' socket buffers take, less than may wait.
      String body = "x".repeat(50_000);
      for (int i = 0; i < 800; i++) {
        publisher.frame("SEND", body, "destination:/topic/live:a");
      }
      publisher.frame("SEND", "", "destination:/topic/live:b", "receipt:sent");
      publisher.await("RECEIPT");

      await().until(() -> closes(patient, "timed_out") == 1);
      assertThat(closes(patient, "too_slow")).isZero();
      await()
          .until(
              () ->
                  patient
                          .bean(MeterRegistry.class)
                          .get("switchboard.stomp.connections")
                          .gauge()
                          .value()
                      == 1);
    }
  }

  private static double closes(String reason) {
    return closes(node, reason);
  }

  private static double closes(Node node, String reason) {
    var counter =
        node.bean(MeterRegistry.class)
            .find("switchboard.stomp.closes")
            .tag("reason", reason)
            .counter();
    return counter == null ? 0 : counter.count();
  }

  private static RawStomp connect(String user) {
    return RawStomp.connect(node.port(), node.api().token(user));
  }
}
