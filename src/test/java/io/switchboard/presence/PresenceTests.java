package io.switchboard.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.RawStomp;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Presence as clients see it. */
@OnH2
class PresenceTests {

  private static final JsonMapper json = new JsonMapper();

  private final String alice = Api.newUser("alice");
  private final String bob = Api.newUser("bob");
  private final String channel = "/topic/chat:" + UUID.randomUUID();

  @Autowired Api api;

  @Test
  void tellsTheStateOnceAndThenDiffs() {
    try (RawStomp watcher = connect(alice);
        RawStomp other = connect(bob)) {
      watcher.subscribe("c", channel, "presence:{\"status\"\\c\"busy\",\"data\"\\c{\"page\"\\c1}}");
      watcher.subscribe("p", channel + "/presence");

      JsonNode state = body(watcher.next());
      JsonNode mine = state.at("/state/" + alice + "/0");
      assertThat(mine.get("status").asString()).isEqualTo("busy");
      assertThat(mine.at("/data/page").asInt()).isEqualTo(1);
      assertThat(mine.get("name").asString()).isEqualTo(alice);
      assertThat(mine.has("ref") && mine.has("since") && mine.has("lastSeen")).isTrue();

      other.subscribe("c", channel);
      JsonNode joined = awaitDiff(watcher, "joins", bob);
      assertThat(joined.get("version").asLong()).isGreaterThan(state.get("version").asLong());
      String ref = joined.at("/joins/" + bob + "/0/ref").asString();

      other.frame("SEND", "{\"status\":\"away\"}", update());
      JsonNode changed = awaitDiff(watcher, "joins", bob);
      assertThat(changed.at("/joins/" + bob + "/0/ref").asString()).isEqualTo(ref);
      assertThat(changed.at("/joins/" + bob + "/0/status").asString()).isEqualTo("away");

      other.frame("UNSUBSCRIBE", "", "id:c");
      JsonNode left = awaitDiff(watcher, "leaves", bob);
      assertThat(left.at("/leaves/" + bob + "/0/ref").asString()).isEqualTo(ref);
    }
  }

  @Test
  void staysSilentWhenAClientComesBackWithinTheGrace() {
    try (RawStomp watcher = connect(alice)) {
      watcher.subscribe("p", channel + "/presence");
      watcher.next();
      RawStomp lost = connect(bob);
      lost.subscribe("c", channel);
      String ref = awaitDiff(watcher, "joins", bob).at("/joins/" + bob + "/0/ref").asString();
      lost.cut();
      try (RawStomp back = connect(bob);
          RawStomp third = connect(Api.newUser("carol"))) {
        back.subscribe("c", channel);
        back.frame("UNSUBSCRIBE", "", "id:c", "receipt:left");
        back.await("RECEIPT");
        third.subscribe("c", channel);

        JsonNode diff = body(watcher.next());
        assertThat(diff.at("/leaves/" + bob + "/0/ref").asString()).isEqualTo(ref);
        assertThat(diff.at("/joins/" + bob).isMissingNode()).isTrue();
      }
    }
  }

  @Test
  void tellsTheStrongestStatusOverDevices() {
    try (RawStomp phone = connect(alice);
        RawStomp desk = connect(alice)) {
      phone.subscribe("c", channel, "presence:{\"status\"\\c\"away\"}");
      desk.subscribe("c", channel, "presence:{\"status\"\\c\"busy\"}");

      JsonNode present =
          Objects.requireNonNull(
              api.as(bob)
                  .get()
                  .uri("/api/channels/{channel}/presence", channel.substring("/topic/".length()))
                  .exchange()
                  .expectStatus()
                  .isOk()
                  .expectBody(JsonNode.class)
                  .returnResult()
                  .getResponseBody());
      assertThat(present.get("onlineCount").asInt()).isEqualTo(1);
      assertThat(present.at("/users/0/id").asString()).isEqualTo(alice);
      assertThat(present.at("/users/0/status").asString()).isEqualTo("busy");
    }
  }

  @Test
  void answersOverTheSocketWhatRestAnswers() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("r", "/user/queue/replies").subscribe("c", channel);
      String name = channel.substring("/topic/".length());
      client.frame(
          "SEND",
          "{\"channel\":\"" + name + "\"}",
          "destination:/app/rpc/presence",
          "correlation-id:1");
      RawStomp.Frame reply = client.next();

      assertThat(reply.header("event")).isEqualTo("reply");
      assertThat(body(reply).get("onlineCount").asInt()).isEqualTo(1);
      assertThat(body(reply).at("/users/0/id").asString()).isEqualTo(alice);
      assertThat(body(reply).at("/users/0/status").asString()).isEqualTo("online");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"channel\":\"live:a\"} | NOT_FOUND",
        "{\"channel\":\"nonamespace:a\"} | NOT_FOUND",
        "{\"channel\":\"user:bob\"} | NOT_FOUND",
        "{\"channel\":\"Chat:a\"} | INVALID_VALUE",
        "{\"channel\":1} | INVALID_VALUE",
        "{} | INVALID_VALUE",
        "[] | INVALID_VALUE"
      })
  void refusesPresenceOverTheSocketAsRestDoes(String request, String code) {
    try (RawStomp client = connect(alice)) {
      client.subscribe("r", "/user/queue/replies");
      client.frame("SEND", request, "destination:/app/rpc/presence", "correlation-id:1");

      assertThat(client.next().body()).contains("\"" + code + "\"");
    }
  }

  @Test
  void refusesPresenceOfNamespaceWithoutIt() {
    try (RawStomp client = connect(alice)) {
      client.frame("SUBSCRIBE", "", "id:1", "destination:/topic/live:x/presence");

      assertThat(client.await("ERROR").header("code")).isEqualTo("BAD_DESTINATION");
    }
  }

  @Test
  void refusesPresenceThatIsTooLargeOrMalformed() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("e", "/user/queue/errors");
      client.subscribe("c", channel);
      client.frame("SEND", "{\"data\":\"" + "x".repeat(1024) + "\"}", update());
      assertThat(client.next().header("code")).isEqualTo("TOO_LARGE");
      client.frame("SEND", "{\"status\":\"asleep\"}", update());
      assertThat(client.next().header("code")).isEqualTo("INVALID_VALUE");
      client.frame("SEND", "{\"data\":[1]}", update());
      assertThat(client.next().header("code")).isEqualTo("INVALID_VALUE");
    }
  }

  @Test
  void refusesToSpeakWithoutBeingThere() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("e", "/user/queue/errors");
      client.frame("SEND", "{\"status\":\"busy\"}", update());

      assertThat(client.next().header("code")).isEqualTo("CONFLICT");
    }
  }

  private String update() {
    return "destination:/app/channels/" + channel.substring("/topic/".length()) + "/presence";
  }

  private static JsonNode awaitDiff(RawStomp client, String kind, String user) {
    return body(client.await(frame -> !body(frame).at("/" + kind + "/" + user).isMissingNode()));
  }

  private static JsonNode body(RawStomp.Frame frame) {
    return json.readTree(frame.body());
  }

  private RawStomp connect(String user) {
    return RawStomp.connect(api.port(), api.token(user));
  }
}
