package io.switchboard.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A real PostgreSQL, one for the whole test run: the server that {@code SWITCHBOARD_TEST_POSTGRES}
 * names (a JDBC URL with user and password), else a container where Docker runs, else the embedded
 * binaries.
 */
public final class PostgresServer {

  private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);
  private static @Nullable Address server;

  private PostgresServer() {}

  /** A fresh, empty database. */
  public static Address newDatabase() {
    Address server = server();
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    execute("create database " + name);
    return new Address(
        server.url().replaceFirst("/[^/?]*(\\?.*)?$", "/" + name),
        server.user(),
        server.password());
  }

  /**
   * As {@link #newDatabase}, and a commit is on disk when it is confirmed. The embedded binaries
   * are started with {@code synchronous_commit=off}, which tests may profit from and measurements
   * may not.
   */
  public static Address newDurableDatabase() {
    Address database = newDatabase();
    String name = database.url().replaceFirst(".*/", "");
    execute("alter database " + name + " set synchronous_commit = on");
    return database;
  }

  private static void execute(String sql) {
    Address server = server();
    try (Connection connection =
            DriverManager.getConnection(server.url(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException("Cannot prepare a test database", failure);
    }
  }

  private static synchronized Address server() {
    if (server == null) {
      server = start();
    }
    return server;
  }

  /**
   * @param url without user and password
   */
  public record Address(String url, String user, String password) {

    /** What makes a service use it. */
    public Map<String, String> settings() {
      return Map.of(
          "spring.datasource.url", url,
          "spring.datasource.username", user,
          "spring.datasource.password", password);
    }
  }

  // Both servers live as long as the test run and are stopped by their own shutdown hooks.
  @SuppressWarnings("resource")
  private static Address start() {
    String named = System.getenv("SWITCHBOARD_TEST_POSTGRES");
    if (named != null) {
      log.info("PostgreSQL: the server named by SWITCHBOARD_TEST_POSTGRES");
      return new Address(
          named,
          System.getenv().getOrDefault("SWITCHBOARD_TEST_POSTGRES_USER", "postgres"),
          System.getenv().getOrDefault("SWITCHBOARD_TEST_POSTGRES_PASSWORD", ""));
    }
    if (DockerClientFactory.instance().isDockerAvailable()) {
      log.info("PostgreSQL: a container");
      PostgreSQLContainer container = Containers.postgres();
      container.start();
      return new Address(container.getJdbcUrl(), container.getUsername(), container.getPassword());
    }
    try {
      log.info("PostgreSQL: the embedded binaries");
      EmbeddedPostgres embedded = EmbeddedPostgres.builder().start();
      return new Address(
          embedded.getJdbcUrl("postgres", "postgres").replaceFirst("\\?.*$", ""), "postgres", "");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
