package io.switchboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.switchboard.testing.Node;
import io.switchboard.testing.RawStomp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** Every option of the wire, of channels and of security does what its description says. */
class OptionsTests {

  private static final String ORIGIN = "https://app.example.com";

  @TempDir private static Path keys;
  private static Node node;

  @BeforeAll
  static void start() {
    node =
        Node.start(
            Map.ofEntries(
                Map.entry("switchboard.http.max-body-size", "2KB"),
                Map.entry("switchboard.security.allowed-origins", ORIGIN),
                Map.entry("switchboard.security.generated-keys.directory", keys.toString()),
                Map.entry("switchboard.security.jwt.audience", "switchboard"),
                Map.entry("switchboard.security.jwt.authorities-claim", "roles"),
                Map.entry("switchboard.security.tickets.time-to-live", "1s"),
                Map.entry("switchboard.security.embed.time-to-live", "30s"),
                Map.entry("switchboard.security.embed.resources", "doc"),
                Map.entry("switchboard.datasource.work.maximum-pool-size", "3"),
                Map.entry("switchboard.stomp.max-frame-size", "4KB"),
                Map.entry("switchboard.stomp.max-headers", "12"),
                Map.entry("switchboard.stomp.max-subscriptions", "3"),
                Map.entry("switchboard.stomp.connect-timeout", "1s"),
                Map.entry("switchboard.stomp.heartbeat", "1s"),
                Map.entry("switchboard.presence.period", "100ms"),
                Map.entry("switchboard.presence.grace", "0s"),
                Map.entry("switchboard.features.debug-websocket", "true"),
                Map.entry("switchboard.features.debug-realtime-state", "true"),
                Map.entry("switchboard.features.custom.DARK_MODE", "true"),
                Map.entry("switchboard.channels.namespaces.doc.publish", "clients"),
                Map.entry("switchboard.channels.namespaces.doc.presence", "true"),
                Map.entry("switchboard.channels.namespaces.doc.presence-limit", "1"),
                Map.entry("switchboard.channels.namespaces.doc.max-subscribers", "2"),
                Map.entry("switchboard.channels.namespaces.doc.max-body-size", "10B"),
                Map.entry("switchboard.channels.namespaces.doc.headers", "x-color"),
                Map.entry("switchboard.channels.namespaces.closed.subscribe", "nobody"),
                Map.entry("switchboard.channels.namespaces.feed.publish", "nobody"),
                Map.entry("switchboard.channels.namespaces.feed.stream", "session")));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void limitsRestBodies() {
    post("doc:a", "x".repeat(2048)).expectStatus().isEqualTo(413);
  }

  @Test
  void givesJobsTheConfiguredConnections() {
    assertThat(node.bean("workDataSource", HikariDataSource.class).getMaximumPoolSize())
        .isEqualTo(3);
  }

  @Test
  void letsPagesOfAnAllowedOriginIn() {
    try (RawStomp page = RawStomp.open(node.port(), "", Map.of("Origin", ORIGIN))) {
      page.sendConnect(token("alice")).await("CONNECTED");
    }
    node.api()
        .anonymous()
        .options()
        .uri("/api/config")
        .header("Origin", ORIGIN)
        .header("Access-Control-Request-Method", "GET")
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .valueEquals("Access-Control-Allow-Origin", ORIGIN);
  }

  @Test
  void keepsGeneratedKeysWhereItIsTold() {
    assertThat(Files.exists(keys.resolve("jwt.key"))).isTrue();
  }

  @Test
  void readsAuthoritiesFromTheConfiguredClaim() {
    node.api().as("alice", "admin").get().uri("/actuator/metrics").exchange().expectStatus().isOk();
    String claims = token("alice", "admin").split("\\.")[1];
    assertThat(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
        .contains("\"roles\":[\"admin\"]")
        .contains("\"aud\":\"switchboard\"");
  }

  @Test
  void forgetsTicketsInTheConfiguredTime() {
    String ticket =
        Objects.requireNonNull(
                node.api()
                    .as("alice")
                    .post()
                    .uri("/api/tickets")
                    .exchange()
                    .expectBody(JsonNode.class)
                    .returnResult()
                    .getResponseBody())
            .get("ticket")
            .asString();
    Instant late = Instant.now().plusMillis(1100);
    await().until(() -> Instant.now().isAfter(late));
    try (RawStomp client = RawStomp.open(node.port(), "?ticket=" + ticket, Map.of())) {
      client.frame("CONNECT", "", "accept-version:1.2");
      assertThat(client.await("ERROR").header("code")).isEqualTo("TICKET_INVALID");
    }
  }

  @Test
  void givesEmbedTokensForTheConfiguredResourcesAndTime() {
    JsonNode meta =
        Objects.requireNonNull(
                node.api()
                    .as("alice")
                    .put()
                    .uri("/api/doc/1/id_token")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(JsonNode.class)
                    .returnResult()
                    .getResponseBody())
            .get("meta");
    Instant expiresAt = Instant.parse(meta.get("expiresAt").asString());
    assertThat(Duration.between(Instant.now(), expiresAt)).isLessThan(Duration.ofSeconds(31));
    node.api().as("alice").put().uri("/api/chat/1/id_token").exchange().expectStatus().isNotFound();
  }

  @Test
  void limitsFramesHeadersAndSubscriptions() {
    try (RawStomp client = connect("alice")) {
      client.send("SEND\ndestination:/topic/live:a\n\n" + "x".repeat(5000) + "\0");
      assertThat(client.await("ERROR").header("code")).isEqualTo("TOO_LARGE");
    }
    try (RawStomp client = connect("alice")) {
      client.send("SEND\ndestination:/topic/live:a\n" + "a:b\n".repeat(12) + "\nx\0");
      assertThat(client.await("ERROR").header("code")).isEqualTo("TOO_LARGE");
    }
    try (RawStomp client = connect("alice")) {
      client.subscribe("1", "/topic/live:1").subscribe("2", "/topic/live:2");
      client.subscribe("3", "/topic/live:3");
      client.frame("SUBSCRIBE", "", "id:4", "destination:/topic/live:4");
      assertThat(client.await("ERROR").header("code")).isEqualTo("LIMIT_EXCEEDED");
    }
  }

  @Test
  void closesSocketsThatNeverConnect() {
    try (RawStomp silent = RawStomp.open(node.port())) {
      assertThat(silent.closeCode()).isEqualTo(3004);
    }
  }

  @Test
  void agreesOnHeartbeatsAndEndsClientsThatBreakThem() {
    try (RawStomp client = RawStomp.open(node.port())) {
      client.send(
          "CONNECT\naccept-version:1.2\nheart-beat:1000,0\nAuthorization:Bearer "
              + token("alice")
              + "\n\n\0");
      assertThat(client.await("CONNECTED").header("heart-beat")).isEqualTo("1000,1000");
      assertThat(client.closeCode()).isEqualTo(3004);
    }
  }

  @Test
  void countsPresenceAboveTheLimitAndLimitsSubscribersAndBodies() {
    try (RawStomp alice = connect("alice");
        RawStomp bob = connect("bob");
        RawStomp carol = connect("carol")) {
      alice.subscribe("1", "/topic/doc:a").subscribe("p", "/topic/doc:a/presence");
      bob.subscribe("1", "/topic/doc:a");
      assertThat(alice.await(frame -> frame.body().contains("\"count\":2")).body())
          .doesNotContain("bob");
      carol.frame("SUBSCRIBE", "", "id:1", "destination:/topic/doc:a");
      assertThat(carol.await("ERROR").header("code")).isEqualTo("LIMIT_EXCEEDED");

      // No grace: a lost device is gone with the next period, and the list comes back.
      bob.cut();
      assertThat(alice.await(frame -> frame.body().contains("\"state\"")).body())
          .contains("alice")
          .doesNotContain("bob");
      alice.frame("SEND", "x".repeat(11), "destination:/topic/doc:a");
      assertThat(alice.await("ERROR").header("code")).isEqualTo("TOO_LARGE");
    }
  }

  @Test
  void passesListedHeadersOfPublishers() {
    try (RawStomp client = connect("alice")) {
      client.subscribe("1", "/topic/doc:b");
      client.frame("SEND", "x", "destination:/topic/doc:b", "x-color:red", "x-size:1");

      assertThat(client.await("MESSAGE").headers())
          .containsEntry("x-color", "red")
          .doesNotContainKey("x-size");
    }
  }

  @Test
  void closesNamespacesToSubscribersAndPublishers() {
    try (RawStomp client = connect("alice")) {
      client.frame("SUBSCRIBE", "", "id:1", "destination:/topic/closed:a");
      assertThat(client.await("ERROR").header("code")).isEqualTo("FORBIDDEN");
    }
    post("feed:a", "x").expectStatus().isForbidden();
  }

  @Test
  void showsAUsersStreamAsAChannel() {
    try (RawStomp client = connect("alice")) {
      client.subscribe("1", "/topic/feed");
      node.bean(SimpMessagingTemplate.class).convertAndSendToUser("alice", "/queue/session", "hi");

      assertThat(client.await("MESSAGE").header("destination")).isEqualTo("/topic/feed");
    }
  }

  @Test
  void tellsClientsTheConfiguration() {
    node.api()
        .as("alice")
        .get()
        .uri("/api/config")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.features.DEBUG_WEBSOCKET")
        .isEqualTo(true)
        .jsonPath("$.features.DEBUG_REALTIME_STATE")
        .isEqualTo(true)
        .jsonPath("$.features.DARK_MODE")
        .isEqualTo(true)
        .jsonPath("$.features.ENABLE_WEBSOCKET")
        .isEqualTo(true)
        .jsonPath("$.websocket.heartbeat")
        .isEqualTo(1000)
        .jsonPath("$.websocket.maxSubscriptions")
        .isEqualTo(3)
        .jsonPath("$.namespaces.doc.presence")
        .isEqualTo(true)
        .jsonPath("$.namespaces.doc.rate")
        .isEqualTo(10)
        .jsonPath("$.namespaces.live.rate")
        .isEqualTo(0)
        .jsonPath("$.namespaces.alerts.publish")
        .isEqualTo("backends");
  }

  @Test
  void switchesWebSocketTicketsAndTheEngine() {
    try (Node plain =
        Node.start(
            Map.of(
                "switchboard.stomp.enabled", "false",
                "switchboard.security.tickets.enabled", "false",
                "switchboard.broker.engine", "simple"))) {
      assertThat(catchThrowable(() -> RawStomp.open(plain.port()))).hasStackTraceContaining("404");
      plain.api().as("alice").post().uri("/api/tickets").exchange().expectStatus().isEqualTo(501);
      plain
          .api()
          .as("alice")
          .get()
          .uri("/api/config")
          .exchange()
          .expectBody()
          .jsonPath("$.features.ENABLE_WEBSOCKET")
          .isEqualTo(false);
    }
  }

  @Test
  void fansOutThroughSpringsSimpleBroker() {
    try (Node simple = Node.start(Map.of("switchboard.broker.engine", "simple"));
        RawStomp client = RawStomp.connect(simple.port(), simple.api().token("alice"))) {
      client.subscribe("1", "/topic/live:a", "events:b");
      client.frame("SEND", "no", "destination:/topic/live:a", "event:a");
      client.frame("SEND", "yes", "destination:/topic/live:a", "event:b");

      RawStomp.Frame message = client.await("MESSAGE");
      assertThat(message.body()).isEqualTo("yes");
      assertThat(message.headers())
          .containsEntry("destination", "/topic/live:a")
          .containsEntry("subscription", "1")
          .containsEntry("sender", "alice");
    }
  }

  private static RestTestClient.ResponseSpec post(String channel, String data) {
    return node.api()
        .as("alice", "publish")
        .post()
        .uri("/api/channels/{channel}/messages", channel)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("data", data))
        .exchange();
  }

  private static String token(String user, String... authorities) {
    return node.api().token(Map.of("user", user, "authorities", List.of(authorities)));
  }

  private static RawStomp connect(String user) {
    return RawStomp.connect(node.port(), token(user));
  }
}
