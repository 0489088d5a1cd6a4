package io.switchboard.testing;

import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.MountableFile;

/** The containers that tests use where Docker runs: the images of {@code docker-compose.yml}. */
public final class Containers {

  /** PostgreSQL's image. */
  public static final String POSTGRES_IMAGE = "postgres:18.1-alpine";

  /** RabbitMQ's image, without the management pages. */
  public static final String RABBITMQ_IMAGE = "rabbitmq:4.2.4-alpine";

  private static final int STOMP_PORT = 61613;

  private Containers() {}

  /** Not started yet. */
  public static PostgreSQLContainer postgres() {
    return new PostgreSQLContainer(POSTGRES_IMAGE);
  }

  /** RabbitMQ with the STOMP plugin, not started yet. */
  public static RabbitMQContainer rabbitMq() {
    RabbitMQContainer container = new RabbitMQContainer(RABBITMQ_IMAGE);
    container.addExposedPort(STOMP_PORT);
    return container.withCopyFileToContainer(
        MountableFile.forHostPath("src/main/docker/rabbitmq/enabled_plugins", 0644),
        "/etc/rabbitmq/enabled_plugins");
  }

  /** Where the STOMP of a started {@link #rabbitMq()} listens. */
  public static StompBroker stompBroker(RabbitMQContainer container) {
    return new StompBroker(
        container.getHost(),
        container.getMappedPort(STOMP_PORT),
        container.getAdminUsername(),
        container.getAdminPassword(),
        "/");
  }
}
