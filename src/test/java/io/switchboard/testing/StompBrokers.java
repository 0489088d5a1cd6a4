package io.switchboard.testing;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.rabbitmq.RabbitMQContainer;

/**
 * Real STOMP brokers, one of each kind for the whole test run. RabbitMQ is the server that {@code
 * SWITCHBOARD_TEST_RABBITMQ_HOST} names, else a container where Docker runs, else the system's own
 * {@code rabbitmq-server}, started privately. Artemis is always embedded.
 */
public final class StompBrokers {

  /** Names a running RabbitMQ; the variables that describe it begin like this one. */
  static final String HOST_VARIABLE = "SWITCHBOARD_TEST_RABBITMQ_HOST";

  private static final Logger log = LoggerFactory.getLogger(StompBrokers.class);
  private static @Nullable StompBroker rabbitMq;
  private static @Nullable String noRabbitMq;
  private static @Nullable StompBroker artemis;

  private StompBrokers() {}

  /**
   * A RabbitMQ with the STOMP plugin. Where there is none the calling test is skipped and says so.
   */
  public static synchronized StompBroker rabbitMq() {
    if (rabbitMq != null) {
      return rabbitMq;
    }
    if (noRabbitMq != null) {
      return Assumptions.abort(noRabbitMq);
    }
    try {
      rabbitMq = findRabbitMq();
      return rabbitMq;
    } catch (BrokerMissing missing) {
      noRabbitMq = missing.reason();
      return Assumptions.abort(noRabbitMq);
    }
  }

  /** An ActiveMQ Artemis that checks logins. */
  public static synchronized StompBroker artemis() {
    if (artemis == null) {
      artemis = EmbeddedArtemis.start();
      log.info("Artemis: embedded");
    }
    return artemis;
  }

  private static StompBroker findRabbitMq() {
    Map<String, String> environment = System.getenv();
    if (environment.containsKey(HOST_VARIABLE)) {
      log.info("RabbitMQ: the server named by {}", HOST_VARIABLE);
      return named(environment);
    }
    if (DockerClientFactory.instance().isDockerAvailable()) {
      log.info("RabbitMQ: a container");
      // Lives as long as the test run and is stopped by Testcontainers.
      @SuppressWarnings("resource")
      RabbitMQContainer container = Containers.rabbitMq();
      container.start();
      return Containers.stompBroker(container);
    }
    StompBroker broker = SystemRabbitMq.start();
    log.info("RabbitMQ: the system's rabbitmq-server, started for this run");
    return broker;
  }

  /** The broker that the environment describes. */
  static StompBroker named(Map<String, String> environment) {
    return new StompBroker(
        environment.getOrDefault(HOST_VARIABLE, "127.0.0.1"),
        Integer.parseInt(environment.getOrDefault("SWITCHBOARD_TEST_RABBITMQ_STOMP_PORT", "61613")),
        environment.getOrDefault("SWITCHBOARD_TEST_RABBITMQ_LOGIN", "guest"),
        environment.getOrDefault("SWITCHBOARD_TEST_RABBITMQ_PASSCODE", "guest"),
        environment.getOrDefault("SWITCHBOARD_TEST_RABBITMQ_VIRTUAL_HOST", "/"));
  }
}
