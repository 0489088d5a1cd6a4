package io.switchboard.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.RawStomp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** A token for an embedded page reaches its channel and nothing else. */
@OnH2
class EmbedTokenTests {

  private final String alice = Api.newUser("alice");

  @Autowired Api api;

  @Test
  void reachesItsChannel() {
    String embed = mint("chat", "doc1");
    try (RawStomp page = RawStomp.connect(api.port(), embed)) {
      page.subscribe("1", "/topic/chat:doc1");
      page.subscribe("2", "/topic/chat:doc1/presence");
      page.frame("SEND", "hello", "destination:/topic/chat:doc1");

      assertThat(page.await(frame -> frame.body().equals("hello")).header("sender"))
          .isEqualTo(alice);
    }
    api.bearing(embed)
        .post()
        .uri("/api/channels/chat:doc1/messages")
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("data", "x"))
        .exchange()
        .expectStatus()
        .isOk();
  }

  @Test
  void livesFiveMinutes() {
    JsonNode meta = mintMeta(api.token(alice), "chat", "doc1");

    Instant expiresAt = Instant.parse(meta.get("expiresAt").asString());
    assertThat(Duration.between(Instant.now(), expiresAt))
        .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/topic/chat:other",
        "/topic/chat:other/presence",
        "/topic/live:doc1",
        "/user/queue/preferences",
        "/user/queue/errors"
      })
  void reachesNoOtherDestination(String destination) {
    try (RawStomp page = RawStomp.connect(api.port(), mint("chat", "doc1"))) {
      page.frame("SUBSCRIBE", "", "id:1", "destination:" + destination);

      assertThat(page.await("ERROR").header("code")).isEqualTo("FORBIDDEN");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/preferences, 403",
    "GET, /api/push/subscriptions, 403",
    "POST, /api/tickets, 403",
    "GET, /api/config, 403",
    "PUT, /api/chat/doc1/id_token, 403",
    "PUT, /api/channels/doc1/id_token, 404",
    "GET, /actuator/metrics, 403",
    "GET, /api/channels/chat:other/presence, 403",
    "POST, /api/channels/chat:other/messages, 403"
  })
  void reachesNoOtherPath(String method, String path, int status) {
    api.bearing(mint("chat", "doc1"))
        .method(HttpMethod.valueOf(method))
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("data", "x"))
        .exchange()
        .expectStatus()
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "user, bob",
    "unknown, x",
    "alerts, x",
    "preferences, x",
    "chat, a b",
  })
  void isNotGivenForWhatTheCallerMayNotHave(String resource, String id) {
    api.as(alice)
        .put()
        .uri("/api/{resource}/{id}/id_token", resource, id)
        .exchange()
        .expectStatus()
        .isNotFound()
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("NOT_FOUND");
  }

  @Test
  void isGivenForTheUsersOwnChannel() {
    assertThat(mint("user", alice)).isNotEmpty();
  }

  @Test
  void isNotGivenForAChannelTheCallersTokenLeavesOut() {
    String narrow = api.token(Map.of("user", alice, "channels", List.of("chat:mine")));

    api.bearing(narrow)
        .put()
        .uri("/api/chat/other/id_token")
        .exchange()
        .expectStatus()
        .isNotFound();
  }

  private String mint(String resource, String id) {
    return mintMeta(api.token(alice), resource, id).get("token").asString();
  }

  private JsonNode mintMeta(String token, String resource, String id) {
    JsonNode answer =
        api.bearing(token)
            .put()
            .uri("/api/{resource}/{id}/id_token", resource, id)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody();
    return Objects.requireNonNull(answer).get("meta");
  }
}
