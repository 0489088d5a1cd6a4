package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.switchboard.testing.Node;
import io.switchboard.testing.RawStomp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A node stops, and its clients go one after the other. */
class PacedShutdownTests {

  private static final String SPREAD = "switchboard.stomp.shutdown.spread";

  private record Client(RawStomp socket, long delay) {}

  @Test
  void closesClientsInTheirTurnAndServesTheOthersUntilThen() {
    Node node = Node.start(Map.of(SPREAD, "8s"));
    int port = node.port();
    String token = node.api().token("alice");
    List<RawStomp> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 60; i++) {
        sockets.add(RawStomp.connect(port, token).subscribe("s", "/user/queue/session"));
      }
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(node::close);
      List<Client> clients = new ArrayList<>();
      sockets.forEach(socket -> clients.add(new Client(socket, announced(socket))));
      clients.sort(Comparator.comparing(Client::delay));

      assertThat(clients).extracting(Client::delay).startsWith(0L).endsWith(4000L);
      assertThat(clients.stream().filter(client -> client.delay() == 0)).hasSize(50);
      assertThat(clients.getFirst().socket().closeCode()).isEqualTo(3000);
      RawStomp last = clients.getLast().socket();
      last.subscribe("1", "/topic/live:a");
      last.frame("SEND", "still served", "destination:/topic/live:a");
      assertThat(last.await("MESSAGE").body()).isEqualTo("still served");
      assertThat(catchThrowable(() -> RawStomp.open(port))).hasStackTraceContaining("503");
      assertThat(clients).allMatch(client -> client.socket().closeCode() == 3000);
      stopped.join();
    } finally {
      sockets.forEach(RawStomp::close);
    }
  }

  private static long announced(RawStomp client) {
    RawStomp.Frame notice = client.await("MESSAGE");
    assertThat(notice.header("event")).isEqualTo("shutdown");
    var body = JsonMapper.shared().readTree(notice.body());
    assertThat(body.get("reconnectWithin").asLong()).isEqualTo(8000);
    return body.get("delay").asLong();
  }

  @Test
  void stopsAtOnceWithoutClients() {
    Node node = Node.start(Map.of(SPREAD, "15s"));

    assertThat(stopping(node)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void paysNoHeedToAFewClients() {
    Node node = Node.start(Map.of(SPREAD, "15s"));
    try (RawStomp client = RawStomp.connect(node.port(), node.api().token("alice"));
        RawStomp stranger = RawStomp.open(node.port())) {
      assertThat(stopping(node)).isLessThan(Duration.ofSeconds(8));
      assertThat(client.closeCode()).isEqualTo(3000);
      assertThat(stranger.closeCode()).isEqualTo(3000);
    }
  }

  @Test
  void doesNotWaitForAClientThatNeverAnswers() {
    Node node = Node.start(Map.of(SPREAD, "15s"));
    try (RawStomp deaf = RawStomp.connect(node.port(), node.api().token("alice"))) {
      deaf.stopReading();
      // The one frame it had asked for before it stopped.
      deaf.frame("SUBSCRIBE", "", "id:1", "destination:/topic/live:a", "receipt:1");
      deaf.await("RECEIPT");

      assertThat(stopping(node)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void refusesToStartWithASpreadThatDoesNotFitIntoTheGrace() {
    assertThatThrownBy(
            () ->
                Node.start(
                    Map.of(SPREAD, "9s", "spring.lifecycle.timeout-per-shutdown-phase", "10s")))
        .hasStackTraceContaining(SPREAD)
        .hasStackTraceContaining("spring.lifecycle.timeout-per-shutdown-phase");
  }

  private static Duration stopping(Node node) {
    Instant before = Instant.now();
    node.close();
    return Duration.between(before, Instant.now());
  }
}
