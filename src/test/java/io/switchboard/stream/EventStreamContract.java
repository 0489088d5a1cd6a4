package io.switchboard.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.shared.UserId;
import io.switchboard.testing.Api;
import io.switchboard.testing.EventReader;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import io.switchboard.testing.RawStomp;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Event streams, as a browser's EventSource meets them. */
abstract class EventStreamContract {

  @OnH2
  static class OnH2Tests extends EventStreamContract {}

  @OnPostgres
  static class OnPostgresTests extends EventStreamContract {}

  private static final String HOSTILE =
      "a\ndata: forged\r\nid: 9:9\n\nevent: reset\u2028\u0085\r\rb";

  private final String alice = Api.newUser("alice");
  private final String room = UUID.randomUUID().toString();
  private final String channel = "chat:" + room;
  private final String events = "/api/channels/" + channel + "/events";

  @Autowired Api api;
  @Autowired EventStreams streams;
  @Autowired JsonMapper json;

  @Test
  void beginsWithThePositionAndMovesItWithEveryEvent() {
    try (EventReader reader = open(events)) {
      awaitId(reader, ":0");
      publish(channel, "greeting", Map.of("text", "hello"));
      EventReader.Event event = reader.next();
      assertThat(event.event()).isEqualTo("greeting");
      assertThat(event.id()).endsWith(":1");
      JsonNode message = json.readTree(event.data());
      assertThat(message.get("data").get("text").asString()).isEqualTo("hello");
      assertThat(message.get("sender").asString()).isEqualTo(alice);
      assertThat(message.get("channel").asString()).isEqualTo(channel);
      assertThat(message.get("offset").asLong()).isEqualTo(1);
      assertThat(message.get("timestamp").asString()).endsWith("Z");
    }
  }

  @Test
  void continuesAfterLastEventIdAndThenSince() {
    String epoch;
    try (EventReader reader = open(events)) {
      awaitId(reader, ":0");
      epoch = reader.lastEventId().split(":")[0];
    }
    for (int i = 1; i <= 4; i++) {
      publish(channel, "message", i);
    }
    try (EventReader reader = open(events + "?since=" + epoch + ":1")) {
      assertThat(reader.next().id()).endsWith(":2");
      assertThat(reader.next().id()).endsWith(":3");
      assertThat(reader.next().id()).endsWith(":4");
    }
    try (EventReader reader =
        open(events + "?since=" + epoch + ":1", Map.of("Last-Event-ID", epoch + ":3"))) {
      assertThat(reader.next().id()).endsWith(":4");
      publish(channel, "message", 5);
      assertThat(reader.next().id()).endsWith(":5");
    }
  }

  @Test
  void saysResetWhenThePositionIsGone() {
    publish(channel, "message", 1);
    try (EventReader reader = open(events, Map.of("Last-Event-ID", "abcdefgh:12"))) {
      EventReader.Event reset = reader.next();
      assertThat(reset.event()).isEqualTo("reset");
      assertThat(reset.id()).endsWith(":1");
      assertThat(json.readTree(reset.data()).get("offset").asLong()).isEqualTo(1);
      publish(channel, "message", 2);
      assertThat(reader.next().id()).endsWith(":2");
    }
  }

  @Test
  void survivesLineEndsInEveryField() {
    try (EventReader reader = open(events);
        RawStomp stomp = RawStomp.connect(api.port(), api.token(alice))) {
      awaitId(reader, ":0");
      publish(channel, "message", Map.of(HOSTILE, HOSTILE));
      assertThat(json.readTree(reader.next().data()).get("data").get(HOSTILE).asString())
          .isEqualTo(HOSTILE);

      stomp.frame("SEND", HOSTILE, "destination:/topic/" + channel);
      assertThat(json.readTree(reader.next().data()).get("data").asString()).isEqualTo(HOSTILE);

      String claimed = "1}\n\ndata: {\"sender\":\"bob\"";
      stomp.frame(
          "SEND", claimed, "destination:/topic/" + channel, "content-type:application/json");
      JsonNode message = json.readTree(reader.next().data());
      assertThat(message.get("data").asString()).isEqualTo(claimed);
      assertThat(message.get("sender").asString()).isEqualTo(alice);

      stomp.frame(
          "SEND",
          "{\n \"pretty\":\n true }",
          "destination:/topic/" + channel,
          "content-type:application/json;x=\"a\\nb\"",
          "receipt:r");
      stomp.await("ERROR");
    }
  }

  /** Nested as deep as may be read, it once could not be written and stopped the channel. */
  @Test
  void passesOnAsTextWhatIsNestedTooDeep() {
    String deep = "[".repeat(500) + "]".repeat(500);
    try (EventReader reader = open(events);
        RawStomp stomp = RawStomp.connect(api.port(), api.token(alice))) {
      awaitId(reader, ":0");
      stomp.frame("SEND", deep, "destination:/topic/" + channel, "content-type:application/json");
      assertThat(json.readTree(reader.next().data()).get("data").asString()).isEqualTo(deep);
      publish(channel, "message", 2);
      assertThat(reader.next().id()).endsWith(":2");
    }
    api.as(alice)
        .get()
        .uri("/api/channels/" + channel + "/messages")
        .exchange()
        .expectStatus()
        .isOk();
  }

  @Test
  void opensNothingForHeadOrForTooManyNames() {
    api.as(alice).method(HttpMethod.HEAD).uri(events).exchange().expectStatus().isEqualTo(405);
    assertThat(streams.sessions(new UserId(alice))).isEmpty();
    String many = ("channel=chat:" + "x".repeat(100) + "%d&").repeat(40);
    Object[] numbers = IntStream.range(0, 40).boxed().toArray();
    assertThat(status("/api/events?" + many.formatted(numbers))).isEqualTo(413);
  }

  @Test
  void movesTheCursorPastFilteredEvents() {
    try (EventReader reader = open(events + "?event=wanted,other")) {
      awaitId(reader, ":0");
      publish(channel, "unwanted", 1);
      awaitId(reader, ":1");
      publish(channel, "wanted", 2);
      assertThat(reader.next().event()).isEqualTo("wanted");
    }
  }

  @Test
  void takesATicketOnce() {
    String ticket =
        Objects.requireNonNull(
                api.as(alice)
                    .post()
                    .uri("/api/tickets")
                    .exchange()
                    .expectBody(JsonNode.class)
                    .returnResult()
                    .getResponseBody())
            .get("ticket")
            .asString();
    String path = events + "?ticket=" + ticket;
    try (EventReader reader = EventReader.open(api.port(), path, Map.of())) {
      awaitId(reader, ":0");
      assertThat(EventReader.status(api.port(), path, Map.of())).isEqualTo(401);
    }
    assertThat(
            api.anonymous()
                .get()
                .uri("/api/channels/" + channel + "/presence?ticket=" + ticket)
                .exchange()
                .returnResult(String.class)
                .getStatus()
                .value())
        .isEqualTo(401);
  }

  @Test
  void asksTheSameRightsAsStomp() {
    String bob = Api.newUser("bob");
    assertThat(EventReader.status(api.port(), events, Map.of())).isEqualTo(401);
    assertThat(status("/api/channels/user:" + bob + "/events")).isEqualTo(404);
    assertThat(status("/api/channels/nothing:x/events")).isEqualTo(404);
    assertThat(status("/api/events?channel=chat:a&channel=user:" + bob)).isEqualTo(404);
    assertThat(status("/api/events")).isEqualTo(400);
    assertThat(status("/api/events?stream=others")).isEqualTo(400);
    assertThat(status(events + "?event=$head")).isEqualTo(400);
    String narrow = api.token(Map.of("user", alice, "channels", List.of("editor:*")));
    assertThat(EventReader.status(api.port(), events, bearer(narrow))).isEqualTo(403);
    assertThat(EventReader.status(api.port(), "/api/channels/editor:x/events", bearer(narrow)))
        .isEqualTo(200);
  }

  @Test
  void countsItsReaderAsPresent() {
    try (EventReader reader = open(events)) {
      awaitId(reader, ":0");
      Awaitility.await().untilAsserted(() -> assertThat(online()).isEqualTo(1));
    }
  }

  @Test
  void carriesSeveralChannelsWithOneCursor() {
    String second = "chat:" + UUID.randomUUID();
    String live = "live:" + room;
    String path =
        "/api/events?channel="
            + channel
            + "&channel="
            + second
            + "&channel="
            + live
            + "&presence="
            + channel
            + "&stream=preferences";
    String id;
    try (EventReader reader = open(path)) {
      EventReader.Event presence = reader.await(event -> event.event().equals("presence"));
      assertThat(json.readTree(presence.data()).get("channel").asString()).isEqualTo(channel);
      Awaitility.await().until(() -> reader.lastEventId().contains(second));
      publish(channel, "message", "a1");
      reader.await(event -> event.data().contains("a1"));
      publish(second, "message", "b1");
      reader.await(event -> event.data().contains("b1"));
      publish(live, "message", "l1");
      assertThat(reader.await(event -> event.data().contains("l1")).id())
          .contains(channel + "=1")
          .contains(second + "=1");
      api.as(alice)
          .put()
          .uri("/api/preferences")
          .contentType(MediaType.APPLICATION_JSON)
          .body(Map.of("policyType", "social", "channelType", "email", "policySetting", "disabled"))
          .exchange()
          .expectStatus()
          .is2xxSuccessful();
      EventReader.Event changed = reader.await(event -> event.data().contains("preferences"));
      assertThat(json.readTree(changed.data()).get("stream").asString()).isEqualTo("preferences");
      id = reader.lastEventId();
    }
    publish(channel, "message", "a2");
    publish(second, "message", "b2");
    publish(second, "message", "b3");
    try (EventReader reader = open(path, Map.of("Last-Event-ID", id))) {
      List<String> seen = List.of(message(reader), message(reader), message(reader));
      assertThat(seen).containsExactlyInAnyOrder("a2", "b2", "b3");
      assertThat(seen.indexOf("b2")).isLessThan(seen.indexOf("b3"));
    }
    // Whichever of the two was opened first comes first.
    String without = id.replace(second + "=1", "").replace(":,", ":").replaceAll(",$", "");
    try (EventReader reader = open(path, Map.of("Last-Event-ID", without))) {
      assertThat(
              json.readTree(reader.await(e -> e.event().equals("reset")).data())
                  .get("channel")
                  .asString())
          .isEqualTo(second);
    }
  }

  /** What a link named as a channel once came back in every id and could forge an event. */
  @Test
  void takesUpNothingFromSinceButItsOwnChannels() {
    String path = "/api/events?channel=" + channel;
    String id;
    try (EventReader reader = open(path)) {
      awaitId(reader, channel + "=0");
      id = reader.lastEventId();
    }
    publish(channel, "message", 1);
    String forged = ",x%0Aevent:%20evil%0Adata:%20forged%0A%0Aid:%20y=1";
    try (EventReader reader = open(path + "&since=" + id + forged)) {
      EventReader.Event event = reader.next();
      assertThat(event.event()).isEqualTo("message");
      assertThat(event.id()).isEqualTo(id.replace("=0", "=1"));
    }
  }

  /** Numbers once came back as doubles, and the largest as the text "Infinity". */
  @Test
  void keepsEveryNumberAsItWasPublished() {
    try (EventReader reader = open(events);
        RawStomp stomp = RawStomp.connect(api.port(), api.token(alice))) {
      awaitId(reader, ":0");
      String body =
          "{\"big\":1E+400,\"pi\":3.14159265358979323846,\"money\":12345678901234567.890}";
      stomp.frame("SEND", body, "destination:/topic/" + channel, "content-type:application/json");
      assertThat(reader.next().data()).contains("\"data\":" + body);
      assertThat(
              api.as(alice)
                  .get()
                  .uri("/api/channels/" + channel + "/messages")
                  .exchange()
                  .expectBody(String.class)
                  .returnResult()
                  .getResponseBody())
          .contains("\"data\":" + body);
    }
  }

  @Test
  void endsWithItsTokenAndLeavesNothingBehind() {
    String token = api.token(Map.of("user", alice, "expiresIn", 2));
    EventReader reader = EventReader.open(api.port(), events, bearer(token));
    reader.awaitEnd();
    Awaitility.await().until(() -> streams.sessions(new UserId(alice)).isEmpty());
  }

  @Test
  void isListedAndEndedByAnOperator() {
    try (EventReader reader = open(events)) {
      awaitId(reader, ":0");
      JsonNode sessions =
          Objects.requireNonNull(
                  api.as("operator", "admin")
                      .get()
                      .uri("/api/users/" + alice + "/sessions")
                      .exchange()
                      .expectBody(JsonNode.class)
                      .returnResult()
                      .getResponseBody())
              .get("sessions");
      assertThat(sessions).hasSize(1);
      assertThat(sessions.get(0).get("transport").asString()).isEqualTo("sse");
      assertThat(sessions.get(0).get("subscriptions").get(0).get("destination").asString())
          .isEqualTo("/topic/" + channel);
      api.as("operator", "admin")
          .delete()
          .uri("/api/users/" + alice + "/sessions")
          .exchange()
          .expectStatus()
          .isNoContent();
      reader.awaitEnd();
    }
  }

  @Test
  void forgetsAReaderThatIsGone() {
    EventReader reader = open(events);
    awaitId(reader, ":0");
    assertThat(streams.sessions(new UserId(alice))).hasSize(1);
    reader.close();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              publish(channel, "message", "x");
              return streams.sessions(new UserId(alice)).isEmpty();
            });
  }

  private String message(EventReader reader) {
    EventReader.Event event = reader.await(e -> e.event().equals("message"));
    return json.readTree(event.data()).get("data").asString();
  }

  private static void awaitId(EventReader reader, String suffix) {
    Awaitility.await().until(() -> reader.lastEventId().endsWith(suffix));
  }

  private EventReader open(String path) {
    return open(path, Map.of());
  }

  private EventReader open(String path, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(bearer(api.token(alice)));
    all.putAll(headers);
    return EventReader.open(api.port(), path, all);
  }

  private int status(String path) {
    return EventReader.status(api.port(), path, bearer(api.token(alice)));
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  private int online() {
    return Objects.requireNonNull(
            api.as(alice)
                .get()
                .uri("/api/channels/" + channel + "/presence")
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody())
        .get("onlineCount")
        .asInt();
  }

  private void publish(String to, String event, Object data) {
    api.as(alice)
        .post()
        .uri("/api/channels/{channel}/messages", to)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("event", event, "data", data))
        .exchange()
        .expectStatus()
        .isOk();
  }
}
