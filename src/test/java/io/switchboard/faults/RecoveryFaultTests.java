package io.switchboard.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.PostgresServer;
import io.switchboard.testing.ServiceProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Clients that lose their connection at any moment, and a service that is killed at any moment,
 * while a recorded channel is published on: nothing confirmed is lost, nothing comes twice, and
 * everything comes in order, over STOMP and over event streams.
 *
 * <p>{@code verify} forces a sample of drops; {@code -Pfaults} forces a thousand on each database.
 */
class RecoveryFaultTests {

  private static final int DROPS = Integer.getInteger("faults.drops", 60);
  private static final int KILLS = Integer.getInteger("faults.kills", 1);
  private static final String CHANNEL = "chat:faults";

  @TempDir Path directory;

  @Test
  void losesNothingOnH2() throws Exception {
    survives(Map.of("spring.datasource.url", "jdbc:h2:file:./data/faults;WRITE_DELAY=0"));
  }

  @Test
  void losesNothingOnPostgres() throws Exception {
    survives(PostgresServer.newDatabase().settings());
  }

  private void survives(Map<String, String> database) throws Exception {
    int port = freePort();
    Map<String, String> settings = new HashMap<>(database);
    settings.put("server.port", Integer.toString(port));
    settings.put("switchboard.channels.namespaces.chat.keep-size", "1000000");
    settings.put("switchboard.channels.namespaces.chat.rate", "0");
    ServiceProcess service = ServiceProcess.start(directory, settings);
    String token = Api.on(port).token("alice");
    AtomicInteger cuts = new AtomicInteger(DROPS - KILLS);
    List<Publisher> publishers =
        List.of(
            new Publisher(CHANNEL, "p", () -> port, token),
            new Publisher(CHANNEL, "q", () -> port, token));
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(new Reader.OverStomp(CHANNEL, () -> port, token, cuts));
      readers.add(new Reader.OverEvents(CHANNEL, () -> port, token, cuts));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> reading = new ArrayList<>();
      readers.forEach(reader -> reading.add(threads.submit(reader)));
      List<Future<?>> publishing = new ArrayList<>();
      publishers.forEach(publisher -> publishing.add(threads.submit(publisher)));
      try {
        for (int kill = 1; kill <= KILLS; kill++) {
          int left = (DROPS - KILLS) * (KILLS - kill) / KILLS;
          awaitCuts(cuts, left, reading);
          service.kill();
          service = ServiceProcess.start(directory, settings);
        }
        awaitCuts(cuts, 0, reading);
        publishers.forEach(Publisher::stop);
        for (Future<?> publisher : publishing) {
          publisher.get(30, TimeUnit.SECONDS);
        }
        long head = head(port, token);
        readers.forEach(reader -> reader.finishAt(head));
        for (Future<?> reader : reading) {
          reader.get(60, TimeUnit.SECONDS);
        }
      } finally {
        publishers.forEach(Publisher::stop);
        readers.forEach(reader -> reader.finishAt(-1));
        service.kill();
      }
    }
    Set<String> confirmed = new HashSet<>();
    publishers.forEach(publisher -> confirmed.addAll(publisher.confirmed()));
    assertThat(confirmed).hasSizeGreaterThan(DROPS);
    List<String> longest = readers.getFirst().bodies();
    for (Reader reader : readers) {
      List<String> bodies = reader.bodies();
      assertThat(bodies).doesNotHaveDuplicates();
      assertInOrder(bodies, "p-");
      assertInOrder(bodies, "q-");
      // Those who came a moment later have the same end.
      int common = Math.min(bodies.size(), longest.size());
      assertThat(bodies.subList(bodies.size() - common, bodies.size()))
          .isEqualTo(longest.subList(longest.size() - common, longest.size()));
      longest = bodies.size() > longest.size() ? bodies : longest;
    }
    Set<String> seen = new HashSet<>(longest);
    long missing = confirmed.stream().filter(body -> !seen.contains(body)).count();
    assertThat(missing).as("confirmed and never delivered, of " + confirmed.size()).isZero();
    System.out.printf(
        "%d drops, %d of them kill -9: %d confirmed, %d recorded, none lost, none repeated%n",
        DROPS, KILLS, confirmed.size(), longest.size());
  }

  private static void awaitCuts(AtomicInteger cuts, int left, List<Future<?>> reading)
      throws Exception {
    while (cuts.get() > left) {
      for (Future<?> reader : reading) {
        if (reader.isDone()) {
          reader.get();
        }
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static void assertInOrder(List<String> bodies, String prefix) {
    int last = 0;
    for (String body : bodies) {
      if (body.startsWith(prefix)) {
        int number = Integer.parseInt(body.substring(prefix.length()));
        assertThat(number).isGreaterThan(last);
        last = number;
      }
    }
  }

  private static long head(int port, String token) {
    return Objects.requireNonNull(
            Api.on(port)
                .bearing(token)
                .get()
                .uri("/api/channels/" + CHANNEL + "/messages?limit=1")
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody())
        .get("offset")
        .asLong();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
