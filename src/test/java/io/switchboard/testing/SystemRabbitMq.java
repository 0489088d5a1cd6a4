package io.switchboard.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The system's own {@code rabbitmq-server}, run for this test run alone by {@code
 * rabbitmq/private-broker.sh}: loopback, free ports, its own login and virtual host. The script
 * ends the broker when its standard input closes, so the broker ends with this JVM, however that
 * ends.
 */
final class SystemRabbitMq {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final int NOT_INSTALLED = 69;
  private static final File LOG = new File("target/rabbitmq.log");

  private SystemRabbitMq() {}

  /**
   * Starts the broker and waits until its login works, at most 90 s.
   *
   * @throws BrokerMissing if there is no {@code rabbitmq-server}
   * @throws IllegalStateException if there is one and it does not start
   */
  static StompBroker start() {
    if (File.separatorChar == '\\') {
      throw new BrokerMissing(
          "no RabbitMQ; on Windows name one by " + StompBrokers.HOST_VARIABLE + ".");
    }
    StompBroker broker =
        new StompBroker(
            "127.0.0.1", freePort(), "switchboard", UUID.randomUUID().toString(), "switchboard");
    Process process = launch(broker);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process), "stop-rabbitmq"));
    Awaitility.await("RabbitMQ, which writes to " + LOG)
        .atMost(START_TIMEOUT)
        .until(() -> !process.isAlive() || letsIn(broker));
    if (process.isAlive()) {
      return broker;
    }
    if (process.exitValue() == NOT_INSTALLED) {
      throw new BrokerMissing(
          "no RabbitMQ; install rabbitmq-server, start Docker, or name one by "
              + StompBrokers.HOST_VARIABLE
              + ".");
    }
    throw new IllegalStateException("RabbitMQ did not start; see " + LOG.getAbsolutePath());
  }

  private static Process launch(StompBroker broker) {
    try {
      Files.createDirectories(LOG.toPath().getParent());
      ProcessBuilder script =
          new ProcessBuilder("sh", script().toString(), "" + freePort(), "" + freePort());
      script
          .environment()
          .putAll(
              Map.of(
                  "SWITCHBOARD_TEST_RABBITMQ_STOMP_PORT", "" + broker.port(),
                  "SWITCHBOARD_TEST_RABBITMQ_LOGIN", broker.login(),
                  "SWITCHBOARD_TEST_RABBITMQ_PASSCODE", broker.passcode(),
                  "SWITCHBOARD_TEST_RABBITMQ_VIRTUAL_HOST", broker.virtualHost()));
      return script.redirectErrorStream(true).redirectOutput(LOG).start();
    } catch (IOException failure) {
      throw new UncheckedIOException("Cannot start RabbitMQ", failure);
    }
  }

  private static Path script() {
    var script = SystemRabbitMq.class.getResource("/rabbitmq/private-broker.sh");
    if (script == null) {
      throw new IllegalStateException("rabbitmq/private-broker.sh is not on the class path");
    }
    return Path.of(URI.create(script.toString()));
  }

  private static boolean letsIn(StompBroker broker) {
    try (BrokerSession session = new BrokerSession(broker)) {
      return session
          .connect(broker.login(), broker.passcode(), broker.virtualHost())
          .startsWith("CONNECTED");
    } catch (IOException notYet) {
      return false;
    }
  }

  private static void stop(Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (IOException | InterruptedException failure) {
      process.destroy();
    }
  }

  /** Below the range from which systems take the ports of outgoing connections. */
  private static int freePort() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        continue;
      }
    }
    throw new IllegalStateException("No free port between 20000 and 30000");
  }
}
