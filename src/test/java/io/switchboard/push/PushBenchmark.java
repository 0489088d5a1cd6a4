package io.switchboard.push;

import io.switchboard.push.crypto.PushEncryption;
import io.switchboard.security.Encryption;
import io.switchboard.testing.Node;
import io.switchboard.testing.PostgresServer;
import io.switchboard.testing.PushClient;
import io.switchboard.testing.PushReceiver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * {@code ./mvnw verify -Pbenchmark -Dbenchmark.main=io.switchboard.push.PushBenchmark}: how many
 * pushes a core sends, from the queue in the database to the answers of a push service in a process
 * of its own, over TLS and HTTP/2, everything encrypted for its own browser. The processor time is
 * that of this process: the whole service and the messages' way into the queue.
 */
final class PushBenchmark {

  private static final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final int BROWSERS = 2_000;

  private PushBenchmark() {}

  /**
   * @param arguments ignored; {@code -Dbenchmark.quick} shortens, {@code -Dbenchmark.database=h2}
   *     takes H2 instead of PostgreSQL
   */
  public static void main(String[] arguments) throws Exception {
    boolean quick = Boolean.getBoolean("benchmark.quick");
    int pushes = quick ? 10_000 : 50_000;
    boolean failed = true;
    Process receiver = startReceiver();
    try (Node node = Node.start(settings(readPort(receiver)), PushServices.AtPort.class)) {
      printEncryption(quick ? 2_000 : 10_000);
      List<PushSubscriptionId> ids = store(node);
      run(node, ids, pushes);
      for (int round = 1; round <= (quick ? 1 : 3); round++) {
        print(round, run(node, ids, pushes), pushes);
      }
      failed = false;
    } finally {
      receiver.destroy();
    }
    // Threads of test libraries may outlive it.
    System.exit(failed ? 1 : 0);
  }

  /**
   * @param elapsed from the first message in the queue to the last answer written down
   * @param used of the processor, by this process
   */
  private record Run(Duration elapsed, Duration used) {}

  private static Run run(Node node, List<PushSubscriptionId> ids, int pushes)
      throws InterruptedException {
    PushMessages messages = node.bean(PushMessages.class);
    JdbcTemplate jdbc = node.bean(JdbcTemplate.class);
    Duration before = processorTime();
    long start = System.nanoTime();
    for (int i = 0; i < pushes / ids.size(); i++) {
      messages.enqueue(ids, message());
    }
    while (waiting(jdbc) > 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return new Run(Duration.ofNanos(System.nanoTime() - start), processorTime().minus(before));
  }

  private static long waiting(JdbcTemplate jdbc) {
    Long one =
        jdbc.queryForObject(
            "select count(*) from (select 1 from push_message limit 1) waiting", Long.class);
    return one == null ? 0 : one;
  }

  private static void print(int round, Run run, int pushes) {
    out.println(
        String.format(
            Locale.ROOT,
            "web push, round %d: %,d in %.1f s, %,.0f/s; %.0f µs of processor time each:"
                + " %,.0f/s per core",
            round,
            pushes,
            run.elapsed().toMillis() / 1e3,
            pushes * 1e9 / run.elapsed().toNanos(),
            run.used().toNanos() / 1e3 / pushes,
            pushes * 1e9 / run.used().toNanos()));
  }

  /** The part of the encryption, measured alone on one thread. */
  private static void printEncryption(int times) {
    PushClient browser = new PushClient("https://fcm.googleapis.com/1");
    byte[] text = "x".repeat(300).getBytes(StandardCharsets.UTF_8);
    SecureRandom random = new SecureRandom();
    double micros = 0;
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < times; i++) {
        PushEncryption.encrypt(text, browser.p256dh(), browser.auth(), random);
      }
      micros = (System.nanoTime() - start) / 1e3 / times;
    }
    out.println(
        String.format(
            Locale.ROOT,
            "encryption of 300 bytes with a key pair of its own, one thread: %.0f µs each",
            micros));
  }

  private static List<PushSubscriptionId> store(Node node) {
    List<PushClient> browsers =
        IntStream.range(0, BROWSERS)
            .mapToObj(i -> new PushClient("https://fcm.googleapis.com/fcm/send/" + i))
            .toList();
    return StoredPushes.store(
        browsers,
        node.bean(Vapid.class).keyId(),
        node.bean(Encryption.class),
        node.bean(JdbcTemplate.class));
  }

  private static PushMessage message() {
    return new PushMessage(
        "1",
        new PushContent("News", "x".repeat(250), "/", null, Map.of()),
        Duration.ofHours(1),
        Urgency.NORMAL,
        null);
  }

  private static Duration processorTime() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      return Duration.ofNanos(system.getProcessCpuTime());
    }
    throw new IllegalStateException("No processor time of this process");
  }

  private static Map<String, String> settings(int port) {
    Map<String, String> settings = new HashMap<>(PushReceiver.trusting());
    settings.put(PushServices.AtPort.PORT, Integer.toString(port));
    settings.put("switchboard.outbound.per-host.concurrency", "400");
    if (!"h2".equals(System.getProperty("benchmark.database"))) {
      settings.putAll(PostgresServer.newDurableDatabase().settings());
    }
    return settings;
  }

  private static Process startReceiver() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            ReceiverProcess.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static int readPort(Process receiver) throws IOException {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(receiver.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("port ")) {
        return Integer.parseInt(line.substring("port ".length()));
      }
    }
    throw new IllegalStateException("The receiver did not start");
  }

  /** Takes everything. */
  static final class ReceiverProcess {

    private ReceiverProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
      try (PushReceiver receiver = new PushReceiver(_ -> PushReceiver.Answer.of(201))) {
        System.out.println("port " + receiver.port());
        Thread.currentThread().join();
      }
    }
  }
}
