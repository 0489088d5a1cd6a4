package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import io.switchboard.testing.Node;
import io.switchboard.testing.RawStomp;
import java.util.HashMap;
import java.util.List;
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

  /**
   * It reads nothing while some hundred times the bound is sent, and is neither closed nor wrong.
   */
  @Test
  void givesASlowClientTheNewestOfEachKeyWhereTheNamespaceSaysSo() {
    try (Node patient =
            Node.start(
                Map.of(
                    "switchboard.broker.max-queued-bytes", "64KB",
                    "switchboard.channels.namespaces.prices.publish", "clients",
                    "switchboard.channels.namespaces.prices.rate", "0",
                    "switchboard.channels.namespaces.prices.slow-consumer", "conflate",
                    "switchboard.channels.namespaces.prices.conflate-by", "/id"));
        RawStomp slow = RawStomp.connect(patient.port(), patient.api().token("slow"));
        RawStomp publisher = RawStomp.connect(patient.port(), patient.api().token("publisher"))) {
      slow.subscribe("1", "/topic/prices:a");
      slow.stopReading();
      int sent = 0;
      while (count(patient, "switchboard.broker.slow", "action", "conflate") == 0 || sent < 6000) {
        assertThat(++sent).isLessThan(20_000);
        publisher.frame("SEND", price(sent % 3, sent), "destination:/topic/prices:a");
      }
      publisher.frame("SEND", "", "destination:/topic/live:b", "receipt:sent");
      publisher.await("RECEIPT");
      assertThat(closes(patient, "too_slow")).isZero();
      slow.readAgain();

      Map<Integer, Integer> newest = new HashMap<>();
      int received = 0;
      while (!newest.values().containsAll(List.of(sent, sent - 1, sent - 2))) {
        String[] price = slow.await("MESSAGE").body().split("[^0-9]+");
        Integer before = newest.put(Integer.parseInt(price[1]), Integer.parseInt(price[2]));
        assertThat(before == null ? 0 : before).isLessThan(Integer.parseInt(price[2]));
        received++;
      }
      assertThat(newest).hasSize(3);
      assertThat(received + count(patient, "switchboard.broker.conflated", "", "")).isEqualTo(sent);

      for (int i = 1; i <= 5; i++) {
        publisher.frame("SEND", price(1, sent + i), "destination:/topic/prices:a");
        assertThat(slow.await("MESSAGE").body()).contains(":" + (sent + i) + ",");
      }
    }
  }

  private static String price(int id, int value) {
    return "{\"id\":" + id + ",\"value\":" + value + ",\"text\":\"" + "x".repeat(9_000) + "\"}";
  }

  @Test
  void letsAnUrgentMessageOvertakeThoseOfOtherChannels() {
    try (Node patient = Node.start(Map.of("switchboard.broker.max-queued-bytes", "64MB"));
        RawStomp slow = RawStomp.connect(patient.port(), patient.api().token("slow"));
        RawStomp publisher = RawStomp.connect(patient.port(), patient.api().token("publisher"))) {
      slow.subscribe("1", "/topic/live:a").subscribe("2", "/topic/live:b");
      slow.stopReading();
      String body = "x".repeat(50_000);
      int last = 500;
      for (int i = 1; i <= last; i++) {
        publisher.frame("SEND", i + body, "destination:/topic/live:a");
      }
      publisher.frame("SEND", "high", "destination:/topic/live:b", "priority:high");
      publisher.frame("SEND", "end" + body, "destination:/topic/live:a", "priority:high");
      publisher.frame("SEND", "", "destination:/topic/live:c", "receipt:sent");
      publisher.await("RECEIPT");
      slow.readAgain();

      int read = 0;
      RawStomp.Frame message = slow.await("MESSAGE");
      while (!message.body().equals("high")) {
        assertThat(message.body()).startsWith(++read + "x");
        message = slow.await("MESSAGE");
      }
      assertThat(read).isBetween(1, last - 1);
      while (++read <= last) {
        assertThat(slow.await("MESSAGE").body()).startsWith(read + "x");
      }
      assertThat(slow.await("MESSAGE").body()).startsWith("end");
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
    return count(node, "switchboard.stomp.closes", "reason", reason);
  }

  private static double count(Node node, String name, String key, String value) {
    Search meter = node.bean(MeterRegistry.class).find(name);
    Counter counter = (key.isEmpty() ? meter : meter.tag(key, value)).counter();
    return counter == null ? 0 : counter.count();
  }

  private static RawStomp connect(String user) {
    return RawStomp.connect(node.port(), node.api().token(user));
  }
}
