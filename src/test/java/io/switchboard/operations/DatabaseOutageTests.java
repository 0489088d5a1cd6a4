package io.switchboard.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.SwitchboardApplication;
import io.switchboard.testing.Api;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** The database goes away under the running service, and comes back. */
class DatabaseOutageTests {

  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final String SUBSCRIPTIONS = "/api/push/subscriptions";

  @TempDir static Path directory;

  private static CrashingPostgres postgres;
  private static ConfigurableApplicationContext service;
  private static Api api;

  private RestTestClient alice;

  /** Reads and writes, by JPA and by JDBC. */
  private final List<Function<RestTestClient, RestTestClient.RequestHeadersSpec<?>>> requests =
      List.of(
          client -> client.get().uri(SUBSCRIPTIONS),
          client -> client.post().uri(SUBSCRIPTIONS).body(subscription()),
          client -> client.delete().uri(SUBSCRIPTIONS + "/" + UUID.randomUUID()),
          client -> client.post().uri("/api/tickets"));

  @BeforeAll
  static void start() throws Exception {
    postgres = new CrashingPostgres(directory.resolve("postgres"));
    service =
        new SpringApplicationBuilder(SwitchboardApplication.class, Api.class)
            .profiles("dev")
            .run(
                "--server.port=0",
                "--spring.datasource.url=" + postgres.url(),
                "--spring.datasource.username=postgres",
                "--switchboard.security.generated-keys.directory=" + directory.resolve("keys"));
    api = service.getBean(Api.class);
  }

  @BeforeEach
  void signIn() {
    alice = api.as(Api.newUser("alice"));
    awaitWork();
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
    postgres.close();
  }

  @Test
  void answersUnavailableWhileTheDatabaseIsDeadAndLosesNothing() throws Exception {
    JsonNode stored = body(alice.post().uri(SUBSCRIPTIONS).body(subscription()), 201);
    postgres.crash();

    try {
      assertUnavailable();
      assertHealth("readiness", 503, "DOWN");
      assertHealth("liveness", 200, "UP");
    } finally {
      postgres.startAgain();
    }

    awaitReady();
    assertThat(body(alice.get().uri(SUBSCRIPTIONS), 200).get("subscriptions"))
        .containsExactly(stored);
    awaitWork();
  }

  @Test
  void answersUnavailableWhileTheDatabaseHangs() throws Exception {
    body(alice.get().uri(SUBSCRIPTIONS), 200);
    postgres.freeze();

    try {
      assertUnavailable();
      assertHealth("readiness", 503, "DOWN");
      assertHealth("liveness", 200, "UP");
    } finally {
      postgres.thaw();
    }

    awaitReady();
    awaitWork();
  }

  /** Learning the tenant once waited for the database before the request did so too. */
  @Test
  void doesNotWaitTwiceForWhoHasATenantWhileTheDatabaseHangs() throws Exception {
    RestTestClient dave =
        api.bearing(api.token(Map.of("user", Api.newUser("dave"), "tenant", "acme")));
    postgres.freeze();

    try {
      for (int i = 0; i < 3; i++) {
        Instant start = Instant.now();
        body(dave.get().uri("/api/config"), 200);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(1));
        assertUnavailable(_ -> dave.get().uri(SUBSCRIPTIONS));
        assertUnavailable(_ -> dave.get().uri("/api/preferences"));
      }
    } finally {
      postgres.thaw();
    }

    awaitReady();
    body(dave.get().uri("/api/preferences"), 200);
  }

  @Test
  void answersACrowdInTimeWhileTheDatabaseHangs() throws Exception {
    Callable<EntityExchangeResult<JsonNode>> read =
        () -> {
          Instant start = Instant.now();
          EntityExchangeResult<JsonNode> answer = exchange(alice.get().uri(SUBSCRIPTIONS));
          assertThat(Duration.between(start, Instant.now())).isLessThan(LIMIT);
          return answer;
        };
    try (var threads = Executors.newFixedThreadPool(40)) {
      threads.invokeAll(Collections.nCopies(40, read)).forEach(Future::resultNow);
      postgres.freeze();
      try {
        assertThat(threads.invokeAll(Collections.nCopies(80, read)).stream().map(Future::resultNow))
            .allSatisfy(answer -> assertThat(answer.getStatus().value()).isEqualTo(503));
      } finally {
        postgres.thaw();
      }
    }
    awaitReady();
  }

  @Test
  void answersNothingWorseWhenConnectionsAreTerminated() throws Exception {
    for (int i = 0; i < 5; i++) {
      awaitWork();
      sql(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where pid <> pg_backend_pid() and backend_type = 'client backend'");
      for (var request : requests) {
        assertThat(exchange(request).getStatus().value()).isIn(200, 201, 404, 503);
      }
    }
    awaitReady();
  }

  @Test
  void answersUnavailableWhenTheCommitHangs() throws Exception {
    sql(
        "create function hang() returns trigger language plpgsql"
            + " as $$ begin perform pg_sleep(6); return null; end $$",
        "create constraint trigger hang after insert on push_subscription"
            + " deferrable initially deferred for each row execute function hang()");
    try {
      assertUnavailable(client -> client.post().uri(SUBSCRIPTIONS).body(subscription()));
    } finally {
      sql(
          "set lock_timeout = '15s'",
          "drop trigger hang on push_subscription",
          "drop function hang()");
    }
    body(alice.post().uri(SUBSCRIPTIONS).body(subscription()), 201);
  }

  /** Three times: on connections that break, and then without any. */
  private void assertUnavailable() throws Exception {
    List<Callable<Void>> round =
        requests.stream()
            .map(
                request ->
                    (Callable<Void>)
                        () -> {
                          assertUnavailable(request);
                          return null;
                        })
            .toList();
    try (var threads = Executors.newFixedThreadPool(round.size())) {
      for (int i = 0; i < 3; i++) {
        for (Future<Void> answer : threads.invokeAll(round)) {
          answer.get();
        }
      }
    }
  }

  private void assertUnavailable(
      Function<RestTestClient, RestTestClient.RequestHeadersSpec<?>> request) {
    Instant start = Instant.now();
    EntityExchangeResult<JsonNode> answer = exchange(request);
    assertThat(Duration.between(start, Instant.now())).isLessThan(LIMIT);
    JsonNode problem = Objects.requireNonNull(answer.getResponseBody());
    assertThat(answer.getStatus().value()).as(problem::toString).isEqualTo(503);
    assertThat(answer.getResponseHeaders().getFirst(HttpHeaders.RETRY_AFTER)).matches("[0-9]+");
    assertThat(problem.get("code").asString()).isEqualTo("UNAVAILABLE");
    assertThat(problem.get("temporary").asBoolean()).isTrue();
  }

  private static void sql(String... commands) throws Exception {
    try (Connection connection = DriverManager.getConnection(postgres.url(), "postgres", "");
        Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }

  private static void assertHealth(String group, int status, String word) {
    Instant start = Instant.now();
    JsonNode health = body(api.anonymous().get().uri("/actuator/health/" + group), status);
    assertThat(Duration.between(start, Instant.now())).isLessThan(LIMIT);
    assertThat(health.get("status").asString()).isEqualTo(word);
  }

  private static void awaitReady() {
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertHealth("readiness", 200, "UP"));
  }

  /** As another user, whose push subscriptions nobody counts; also warms every path up. */
  private void awaitWork() {
    RestTestClient bob = api.as(Api.newUser("bob"));
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () ->
                assertThat(requests)
                    .allSatisfy(
                        request ->
                            assertThat(exchange(request.apply(bob)).getStatus().value())
                                .isIn(200, 201, 404)));
  }

  private EntityExchangeResult<JsonNode> exchange(
      Function<RestTestClient, RestTestClient.RequestHeadersSpec<?>> request) {
    return exchange(request.apply(alice));
  }

  private static EntityExchangeResult<JsonNode> exchange(
      RestTestClient.RequestHeadersSpec<?> request) {
    return request.exchange().expectBody(JsonNode.class).returnResult();
  }

  private static JsonNode body(RestTestClient.RequestHeadersSpec<?> request, int status) {
    EntityExchangeResult<JsonNode> answer = exchange(request);
    assertThat(answer.getStatus().value()).isEqualTo(status);
    return Objects.requireNonNull(answer.getResponseBody());
  }

  /** With the receiver's key of RFC 8291, appendix A. */
  private static Map<String, Object> subscription() {
    return Map.of(
        "endpoint",
        "https://fcm.googleapis.com/fcm/send/" + UUID.randomUUID(),
        "keys",
        Map.of(
            "p256dh",
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "auth",
            Base64.getUrlEncoder().encodeToString(new byte[16])));
  }
}
