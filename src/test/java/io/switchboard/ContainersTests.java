package io.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.Containers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ActiveProfiles;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The service on the PostgreSQL of {@code docker-compose.yml}; runs where Docker runs. */
@Testcontainers(disabledWithoutDocker = true)
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "switchboard.security.generated-keys.directory=target/test-data/keys")
@ActiveProfiles("dev")
@Import(Api.class)
class ContainersTests {

  @Container @ServiceConnection static final PostgreSQLContainer postgres = Containers.postgres();

  @Autowired Api api;
  @Autowired JdbcTemplate database;

  @Test
  void startsHealthyOnThePostgresOfTheComposeFile() {
    assertThat(database.queryForObject("show server_version", String.class)).startsWith("18.1");

    api.anonymous()
        .get()
        .uri("/actuator/health")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.status")
        .isEqualTo("UP");
  }
}
