package io.switchboard.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Node;
import io.switchboard.testing.RawStomp;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import tools.jackson.databind.JsonNode;

/** Nobody publishes or subscribes faster than configured, on any transport. */
class MessageLimitTests {

  private static Node node;

  @BeforeAll
  static void start() {
    node =
        Node.start(
            Map.of(
                "switchboard.channels.namespaces.editor.rate", "1",
                "switchboard.channels.namespaces.editor.burst", "5",
                "switchboard.channels.namespaces.tasks.rate", "1000",
                "switchboard.channels.namespaces.tasks.burst", "1000",
                "switchboard.channels.user-rate", "1",
                "switchboard.channels.user-burst", "8",
                "switchboard.channels.backend-rate", "1",
                "switchboard.channels.backend-burst", "20",
                "switchboard.stomp.subscribe-rate", "1",
                "switchboard.stomp.subscribe-burst", "6"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void refusesWhatASessionSendsTooFastAndKeepsTheSession() {
    try (RawStomp client = connect("session");
        RawStomp other = connect("session")) {
      client.subscribe("e", "/user/queue/errors");
      for (int i = 0; i < 6; i++) {
        client.frame("SEND", "x", "destination:/topic/editor:a" + i, "receipt:r" + i);
      }
      for (int i = 0; i < 5; i++) {
        assertThat(client.await("RECEIPT").header("receipt-id")).isEqualTo("r" + i);
      }
      RawStomp.Frame refused = client.await("MESSAGE");
      assertThat(refused.headers())
          .containsEntry("code", "LIMIT_EXCEEDED")
          .containsEntry("temporary", "true")
          .containsEntry("receipt-id", "r5");
      assertThat(refused.body()).contains("try again in");
      other.frame("SEND", "x", "destination:/topic/editor:a", "receipt:other");
      assertThat(other.await("RECEIPT").header("receipt-id")).isEqualTo("other");
      client.expectNothingBefore("alive");
    }
  }

  @Test
  void letsTheSessionSendAgainAfterAWhile() {
    try (RawStomp client = connect("again")) {
      client.subscribe("e", "/user/queue/errors");
      for (int i = 0; i < 6; i++) {
        client.frame("SEND", "x", "destination:/topic/editor:a");
      }
      client.await("MESSAGE");
      RawStomp.Frame answer = null;
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while ((answer == null || !answer.command().equals("RECEIPT"))
          && System.nanoTime() < deadline) {
        client.poll(Duration.ofMillis(300));
        client.frame("SEND", "x", "destination:/topic/editor:a", "receipt:late");
        answer = client.next();
      }
      assertThat(answer).isNotNull();
      assertThat(answer.command()).isEqualTo("RECEIPT");
    }
  }

  @Test
  void endsASessionThatSendsTooFastAndHearsNoErrors() {
    try (RawStomp client = connect("deaf")) {
      for (int i = 0; i < 6; i++) {
        client.frame("SEND", "x", "destination:/topic/editor:a");
      }
      assertThat(client.await("ERROR").headers())
          .containsEntry("code", "LIMIT_EXCEEDED")
          .containsEntry("temporary", "true");
    }
  }

  @Test
  void countsAUserOverRestAndAllSessionsTogether() {
    try (RawStomp one = connect("both");
        RawStomp two = connect("both")) {
      for (int i = 0; i < 3; i++) {
        one.frame("SEND", "x", "destination:/topic/tasks", "receipt:1-" + i);
        one.await("RECEIPT");
        two.frame("SEND", "x", "destination:/topic/tasks", "receipt:2-" + i);
        two.await("RECEIPT");
      }
      assertThat(post("both").getStatus().value()).isEqualTo(200);
      assertThat(post("both").getStatus().value()).isEqualTo(200);
      EntityExchangeResult<JsonNode> refused = post("both");
      assertThat(refused.getStatus().value()).isEqualTo(429);
      assertThat(refused.getResponseHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
      JsonNode problem = Objects.requireNonNull(refused.getResponseBody());
      assertThat(problem.get("code").asString()).isEqualTo("LIMIT_EXCEEDED");
      assertThat(problem.get("temporary").asBoolean()).isTrue();

      two.frame("SEND", "x", "destination:/topic/tasks");
      assertThat(two.await("ERROR").header("code")).isEqualTo("LIMIT_EXCEEDED");
      assertThat(post("somebody-else").getStatus().value()).isEqualTo(200);
    }
  }

  /** A client that posts was once as fast as it liked where one that sends was not. */
  @Test
  void holdsAUserToTheRateOfTheNamespaceOverRestToo() {
    for (int i = 0; i < 5; i++) {
      assertThat(post("poster", "editor:a" + i).getStatus().value()).isEqualTo(200);
    }
    assertThat(post("poster", "editor:a").getStatus().value()).isEqualTo(429);
    assertThat(post("another-poster", "editor:a").getStatus().value()).isEqualTo(200);
  }

  @Test
  void limitsBackEndsByTheirOwnRateAndEachMessageByItself() {
    JsonNode results =
        Objects.requireNonNull(
                node.api()
                    .as("backend", "publish")
                    .post()
                    .uri("/api/publish")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(
                        Map.of(
                            "messages",
                            Collections.nCopies(25, Map.of("channel", "tasks", "data", 1))))
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(JsonNode.class)
                    .returnResult()
                    .getResponseBody())
            .get("results");
    List<JsonNode> rejected =
        results
            .valueStream()
            .filter(verdict -> verdict.get("status").asString().equals("rejected"))
            .toList();
    assertThat(results).hasSize(25);
    assertThat(rejected).hasSizeBetween(1, 5);
    assertThat(rejected)
        .allMatch(
            verdict ->
                verdict.get("code").asString().equals("LIMIT_EXCEEDED")
                    && verdict.get("temporary").asBoolean());
  }

  @Test
  void countsNothingOnANamespaceWithoutARate() {
    try (RawStomp client = connect("free")) {
      client.subscribe("e", "/user/queue/errors");
      for (int i = 0; i < 500; i++) {
        client.frame("SEND", "x", "destination:/topic/live:a");
      }
      for (int i = 0; i < 7; i++) {
        client.frame("SEND", "x", "destination:/topic/tasks");
      }
      client.expectNothingBefore("alive");
    }
  }

  @Test
  void refusesAFloodOfSubscriptions() {
    try (RawStomp client = connect("flood")) {
      client.subscribe("e", "/user/queue/errors");
      for (int i = 0; i < 3; i++) {
        client.subscribe("1", "/topic/live:a");
        client.frame("UNSUBSCRIBE", "", "id:1", "receipt:u" + i);
        RawStomp.Frame answer = client.next();
        assertThat(answer.command()).isEqualTo(i < 2 ? "RECEIPT" : "MESSAGE");
        assertThat(answer.header("code")).isEqualTo(i < 2 ? null : "LIMIT_EXCEEDED");
      }
      client.frame("SEND", "still here", "destination:/topic/live:a");
      assertThat(client.next().body()).isEqualTo("still here");
    }
  }

  private static EntityExchangeResult<JsonNode> post(String user) {
    return post(user, "tasks");
  }

  private static EntityExchangeResult<JsonNode> post(String user, String channel) {
    return node.api()
        .as(user)
        .post()
        .uri("/api/channels/" + channel + "/messages")
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("data", 1))
        .exchange()
        .expectBody(JsonNode.class)
        .returnResult();
  }

  private static RawStomp connect(String user) {
    return RawStomp.connect(node.port(), node.api().token(user));
  }
}
