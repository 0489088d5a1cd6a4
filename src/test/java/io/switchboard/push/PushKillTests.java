package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.security.Encryption;
import io.switchboard.testing.PostgresServer;
import io.switchboard.testing.PushClient;
import io.switchboard.testing.PushReceiver;
import io.switchboard.testing.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A service that is killed while it sends: every message arrives, and none twice but those that
 * were under way at that moment. {@code -Pfaults} kills more often, and on H2 as well.
 */
class PushKillTests {

  private static final int PUSHES = 1_000;
  private static final int IN_FLIGHT = 100;
  private static final int KILLS = Integer.getInteger("faults.push-kills", 1);

  @TempDir Path directory;

  private final Map<String, Integer> received = new ConcurrentHashMap<>();

  @Test
  @EnabledIfSystemProperty(named = "faults.push-kills", matches = "[2-9]|\\d\\d+")
  void losesNothingOnH2() throws InterruptedException {
    survives(Map.of("spring.datasource.url", "jdbc:h2:file:./data/kills;WRITE_DELAY=0"));
  }

  @Test
  void losesNothingOnPostgres() throws InterruptedException {
    survives(PostgresServer.newDurableDatabase().settings());
  }

  private void survives(Map<String, String> database) throws InterruptedException {
    try (PushReceiver receiver = new PushReceiver(this::answer)) {
      Map<String, String> settings = new HashMap<>(database);
      settings.putAll(PushReceiver.trusting());
      settings.put(
          "spring.main.sources",
          PushServices.AtPort.class.getName() + "," + Queued.class.getName());
      settings.put(PushServices.AtPort.PORT, Integer.toString(receiver.port()));
      settings.put("switchboard.push.sending.max-in-flight", Integer.toString(IN_FLIGHT));
      settings.put("switchboard.push.sending.lease", "30s");
      settings.put("test.pushes", Integer.toString(PUSHES));
      ServiceProcess service = ServiceProcess.start(directory, settings);
      try {
        settings.put("test.pushes", "0");
        for (int kill = 1; kill <= KILLS; kill++) {
          awaitReceived(PUSHES * kill / (KILLS + 1));
          service.kill();
          service = ServiceProcess.start(directory, settings);
        }
        awaitReceived(PUSHES);
      } finally {
        service.kill();
      }
    }
    int repeated = received.values().stream().mapToInt(times -> times - 1).sum();
    assertThat(repeated).isLessThanOrEqualTo(KILLS * IN_FLIGHT);
    System.out.printf(
        "%d pushes, %d kill -9 of the sender: none lost, %d repeated%n", PUSHES, KILLS, repeated);
  }

  /** Slowly enough to be killed meanwhile. */
  private PushReceiver.Answer answer(PushReceiver.Received push) {
    received.merge(push.path(), 1, Integer::sum);
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return PushReceiver.Answer.of(201);
  }

  private void awaitReceived(int messages) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> received.size() >= messages);
  }

  /** Makes the service queue messages as it starts. */
  static class Queued {

    @Bean
    ApplicationRunner pushes(
        @Value("${test.pushes}") int pushes,
        PushMessages messages,
        Vapid vapid,
        Encryption encryption,
        JdbcTemplate jdbc) {
      return _ -> {
        List<PushClient> browsers =
            IntStream.range(0, pushes)
                .mapToObj(i -> new PushClient("https://fcm.googleapis.com/kill/" + i))
                .toList();
        messages.enqueue(
            StoredPushes.store(browsers, vapid.keyId(), encryption, jdbc),
            new PushMessage(
                "1",
                new PushContent("News", "Something happened", "/", null, Map.of()),
                Duration.ofHours(1),
                Urgency.NORMAL,
                null));
      };
    }
  }
}
