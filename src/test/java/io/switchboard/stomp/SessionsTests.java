package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.RawStomp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

/** An operator looks at a user's sessions and ends them. */
@OnH2
class SessionsTests {

  private final String alice = Api.newUser("alice");

  @Autowired Api api;

  @Test
  void listsTheSessionsOfAUserOnly() {
    Instant before = Instant.now();
    try (RawStomp first = connected(alice);
        RawStomp second = connected(alice);
        RawStomp other = connected(Api.newUser("bob"))) {
      other.subscribe("1", "/topic/live:a");
      first.subscribe("1", "/topic/live:a").subscribe("e", "/user/queue/errors");
      List<JsonNode> sessions = sessions();

      assertThat(sessions).hasSize(2);
      JsonNode oldest = sessions.getFirst();
      assertThat(oldest.get("transport").asString()).isEqualTo("websocket");
      assertThat(oldest.get("subscriptions"))
          .extracting(it -> it.get("id").asString() + " " + it.get("destination").asString())
          .containsExactlyInAnyOrder("1 /topic/live:a", "e /user/queue/errors");
      assertThat(instant(oldest, "connectedAt")).isBetween(before, Instant.now());
      assertThat(instant(oldest, "lastHeard"))
          .isBetween(instant(oldest, "connectedAt").minusMillis(50), Instant.now());
      assertThat(instant(oldest, "expiresAt")).isAfter(Instant.now());
      assertThat(sessions.getLast().get("subscriptions")).isEmpty();
      second.cut();
      await().until(() -> sessions().size() == 1);
    }
    await().until(() -> sessions().isEmpty());
  }

  @Test
  void endsOneSession() {
    try (RawStomp first = connected(alice);
        RawStomp second = connected(alice)) {
      String id = sessions().getFirst().get("id").asString();
      call(HttpMethod.DELETE, "/api/users/" + alice + "/sessions/" + id, 204);

      assertThat(first.closeCode()).isEqualTo(3502);
      second.expectNothingBefore("alive");
      await().until(() -> sessions().size() == 1);
      call(HttpMethod.DELETE, "/api/users/" + alice + "/sessions/" + id, 404);
    }
  }

  @Test
  void endsAllSessions() {
    try (RawStomp first = connected(alice);
        RawStomp second = connected(alice);
        RawStomp other = connected(Api.newUser("bob"))) {
      call(HttpMethod.DELETE, "/api/users/" + alice + "/sessions", 204);

      assertThat(first.closeCode()).isEqualTo(3502);
      assertThat(second.closeCode()).isEqualTo(3502);
      other.expectNothingBefore("alive");
      call(HttpMethod.DELETE, "/api/users/" + alice + "/sessions", 204);
    }
  }

  /** A client that never answers the close once was listened to until it was cut. */
  @Test
  void hearsNothingMoreOfASessionThatWasEnded() {
    try (RawStomp deaf = connected(alice);
        RawStomp listener = connected(Api.newUser("bob"))) {
      listener.subscribe("1", "/topic/live:" + alice);
      deaf.stopReading();
      // The one frame it had asked for before it stopped.
      deaf.frame("SUBSCRIBE", "", "id:1", "destination:/topic/live:x", "receipt:1");
      call(HttpMethod.DELETE, "/api/users/" + alice + "/sessions", 204);
      deaf.frame("SEND", "too late", "destination:/topic/live:" + alice);

      listener.frame("SEND", "first", "destination:/topic/live:" + alice);
      assertThat(listener.await("MESSAGE").body()).isEqualTo("first");
      await().until(() -> sessions().isEmpty());
      listener.expectNothingBefore("nothing");
    }
  }

  @Test
  void endsNoSessionOfAnotherUser() {
    try (RawStomp client = connected(alice)) {
      String id = sessions().getFirst().get("id").asString();
      call(HttpMethod.DELETE, "/api/users/bob/sessions/" + id, 404);

      client.expectNothingBefore("alive");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE"})
  void isForOperatorsOnly(String method) {
    api.as(alice, "publish")
        .method(HttpMethod.valueOf(method))
        .uri("/api/users/{user}/sessions", alice)
        .exchange()
        .expectStatus()
        .isForbidden();
  }

  private RawStomp connected(String user) {
    return RawStomp.connect(api.port(), api.token(user));
  }

  private static Instant instant(JsonNode session, String field) {
    return Instant.parse(session.get(field).asString());
  }

  private void call(HttpMethod method, String path, int status) {
    api.as("root", "admin").method(method).uri(path).exchange().expectStatus().isEqualTo(status);
  }

  private List<JsonNode> sessions() {
    JsonNode answer =
        api.as("root", "admin")
            .get()
            .uri("/api/users/{user}/sessions", alice)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody();
    List<JsonNode> sessions = new ArrayList<>();
    Objects.requireNonNull(answer).get("sessions").forEach(sessions::add);
    return sessions;
  }
}
