package io.switchboard.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.RawStomp;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** What a client sends by its type. */
@OnH2
@Import(TestTypes.class)
@TestPropertySource(
    properties = {
      "switchboard.messages.types[SUM].schema="
          + "{\"required\":[\"a\",\"b\"],\"properties\":{\"a\":{\"type\":\"integer\"}}}",
      "switchboard.messages.types[ANNOUNCED].channel=events:announced",
      "switchboard.messages.types[REFUSED].channel=events",
      "switchboard.messages.types[RARE].channel=rare",
      "switchboard.channels.namespaces.rare.publish=clients",
      "switchboard.channels.namespaces.rare.rate=1",
      "switchboard.channels.namespaces.rare.burst=1"
    })
class TypedMessageTests {

  private final String alice = Api.newUser("alice");

  @Autowired Api api;
  @Autowired MeterRegistry meters;

  @ParameterizedTest
  @ValueSource(strings = {"WIDGET_UPDATE", "WIDGET_DATA"})
  void broadcastsOnTheChannelOfTheType(String type) {
    try (RawStomp from = connect(alice);
        RawStomp to = connect("bob")) {
      to.subscribe("1", "/topic/widgets", "events:" + type);
      send(from, type, "{\"id\":\"w1\"}", "receipt:r");

      assertThat(from.next().header("receipt-id")).isEqualTo("r");
      RawStomp.Frame message = to.next();
      assertThat(message.body()).isEqualTo("{\"id\":\"w1\"}");
      assertThat(message.headers())
          .containsEntry("destination", "/topic/widgets")
          .containsEntry("event", type)
          .containsEntry("sender", alice)
          .containsEntry("content-type", "application/json");
    }
  }

  @Test
  void keepsTheOrderOfASessionsMessages() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("1", "/topic/widgets");
      for (int i = 0; i < 50; i++) {
        send(client, "WIDGET_UPDATE", "{\"n\":" + i + ",\"by\":\"" + alice + "\"}");
      }
      for (int i = 0; i < 50; i++) {
        assertThat(client.await(frame -> frame.body().contains(alice)).body())
            .contains("\"n\":" + i + ",");
      }
    }
  }

  @Test
  void takesCustomMessagesOfAnActionAndItsData() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("e", "/user/queue/errors").subscribe("1", "/topic/events", "events:custom");
      send(client, "custom", "{\"action\":\"wave\",\"data\":{\"to\":\"bob\"}}");
      assertThat(client.next().body()).isEqualTo("{\"action\":\"wave\",\"data\":{\"to\":\"bob\"}}");

      for (String body : List.of("{\"action\":\"wave\"}", "{\"action\":1,\"data\":1}", "", "[]")) {
        send(client, "custom", body);
        RawStomp.Frame refused = client.next();
        assertThat(refused.header("code")).as(body).isEqualTo("INVALID_VALUE");
      }
      send(client, "custom", "{");
      assertThat(client.next().header("code")).isEqualTo("BAD_JSON");
    }
  }

  @Test
  void answersTheSenderWithItsCorrelationId() {
    try (RawStomp client = connect(alice);
        RawStomp other = connect(alice)) {
      client.subscribe("r", "/user/queue/replies");
      other.subscribe("r", "/user/queue/replies");
      send(client, "SUM", "{\"a\":1,\"b\":2}", "correlation-id:c1");

      RawStomp.Frame answer = client.next();
      assertThat(answer.headers())
          .containsEntry("destination", "/user/queue/replies")
          .containsEntry("correlation-id", "c1")
          .containsEntry("event", "reply");
      assertThat(answer.body()).contains("\"sum\":3", "\"for\":\"" + alice + "\"");
      other.expectNothingBefore("nothing");
    }
  }

  @Test
  void answersWhatIsWrongWithARequest() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("r", "/user/queue/replies");
      send(client, "SUM", "{\"a\":\"x\"}", "correlation-id:c1");
      RawStomp.Frame error = client.next();
      assertThat(error.headers())
          .containsEntry("correlation-id", "c1")
          .containsEntry("event", "error");
      assertThat(error.body()).contains("INVALID_VALUE", "\"field\":\"/a\"", "\"field\":\"/b\"");

      send(client, "NOTHING", "{}", "correlation-id:c2");
      assertThat(client.next().body()).contains("NOT_FOUND");
    }
  }

  @Test
  void refusesATypeThatDoesNotExistAndOneThatIsMissing() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("e", "/user/queue/errors");
      send(client, "NOTHING", "{}", "receipt:r");
      assertThat(client.next().headers())
          .containsEntry("code", "NOT_FOUND")
          .containsEntry("receipt-id", "r");
      client.frame("SEND", "{}", "destination:/app/messages");
      assertThat(client.next().header("code")).isEqualTo("INVALID_VALUE");
      send(client, "SUM", "{}");
      assertThat(client.next().header("code")).isEqualTo("INVALID_VALUE");
      send(client, "SUM", "{}", "correlation-id:1");
      assertThat(client.next().header("code")).isEqualTo("CONFLICT");
    }
  }

  @Test
  void broadcastsWhatAHandlerAnswers() {
    try (RawStomp from = connect(alice);
        RawStomp to = connect("bob")) {
      to.subscribe("1", "/topic/events:announced");
      send(from, "ANNOUNCED", "{\"a\":1}", "receipt:r");

      RawStomp.Frame message = to.next();
      assertThat(message.body()).isEqualTo("{\"announced\":{\"a\":1}}");
      assertThat(message.headers())
          .containsEntry("event", "ANNOUNCED")
          .containsEntry("sender", alice);
      assertThat(from.next().header("receipt-id")).isEqualTo("r");
    }
  }

  @Test
  void refusesWhatAHandlerRefuses() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("e", "/user/queue/errors");
      send(client, "REFUSED", "{}", "receipt:r");

      RawStomp.Frame refused = client.next();
      assertThat(refused.headers())
          .containsEntry("code", "CONFLICT")
          .containsEntry("receipt-id", "r");
      assertThat(refused.body()).contains("Not today.");
    }
  }

  @Test
  void obeysTheRightsAndLimitsOfTheChannel() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("e", "/user/queue/errors");
      send(client, "RARE", "{}");
      send(client, "RARE", "{}");
      assertThat(client.next().header("code")).isEqualTo("LIMIT_EXCEEDED");
    }
    String narrow = api.token(Map.of("user", alice, "channels", List.of("chat:*")));
    try (RawStomp client = RawStomp.connect(api.port(), narrow)) {
      client.subscribe("e", "/user/queue/errors");
      for (String type : List.of("WIDGET_UPDATE", "ANNOUNCED")) {
        send(client, type, "{}");
        assertThat(client.next().header("code")).isEqualTo("FORBIDDEN");
      }
    }
  }

  @Test
  void keepsEmbedTokensOut() {
    JsonNode minted =
        Objects.requireNonNull(
            api.as(alice)
                .put()
                .uri("/api/chat/1/id_token")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
    String token = minted.get("meta").get("token").asString();
    for (String type : List.of("WIDGET_UPDATE", "SUM")) {
      try (RawStomp client = RawStomp.connect(api.port(), token)) {
        send(client, type, "{}", "correlation-id:1");
        assertThat(client.await("ERROR").header("code")).isEqualTo("FORBIDDEN");
      }
    }
  }

  @Test
  void measuresEachTypeButNoNameThatAClientMadeUp() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("e", "/user/queue/errors").subscribe("r", "/user/queue/replies");
      send(client, "WIDGET_UPDATE", "{}", "receipt:1");
      client.await("RECEIPT");
      send(client, "SUM", "{\"a\":1,\"b\":1}", "correlation-id:1");
      client.await("MESSAGE");
      send(client, "RARE", "{", "receipt:2");
      client.await("MESSAGE");
      send(client, "made-up-" + alice, "{}");
      client.await("MESSAGE");

      assertThat(timer("WIDGET_UPDATE", "OK").count()).isPositive();
      assertThat(timer("SUM", "OK").count()).isPositive();
      assertThat(timer("RARE", "BAD_JSON").count()).isPositive();
      assertThat(timer("unknown", "NOT_FOUND").count()).isPositive();
      assertThat(meters.find("switchboard.channel.messages").timers())
          .noneMatch(timer -> String.valueOf(timer.getId().getTag("type")).startsWith("made"));
    }
  }

  @Test
  void searchesWhatARecordedChannelKeeps() {
    String channel = "chat:" + UUID.randomUUID();
    for (String text : List.of("Apples", "pears", "more apples", "apple pie")) {
      api.as(alice)
          .post()
          .uri("/api/channels/{channel}/messages", channel)
          .contentType(MediaType.APPLICATION_JSON)
          .body(Map.of("data", Map.of("text", text)))
          .exchange()
          .expectStatus()
          .isOk();
    }
    try (RawStomp client = connect(alice)) {
      client.subscribe("r", "/user/queue/replies");
      String found = search(client, channel, "\"limit\":2");
      assertThat(found).contains("\"offset\":3", "\"offset\":4").doesNotContain("Apples", "pears");
      String before = found.replaceAll(".*\"before\":\"([^\"]*)\".*", "$1");
      assertThat(before).endsWith(":3");

      assertThat(search(client, channel, "\"before\":\"" + before + "\""))
          .contains("\"offset\":1", "Apples")
          .doesNotContain("pears", "\"before\"");
      assertThat(search(client, "live:a", "\"limit\":1")).contains("NOT_PROCESSABLE");
      assertThat(search(client, "user:bob", "\"limit\":1")).contains("NOT_FOUND");
      assertThat(search(client, channel, "\"limit\":101")).contains("INVALID_VALUE", "limit");
      assertThat(search(client, channel, "\"before\":\"x:1\"")).contains("INVALID_VALUE", "before");
    }
  }

  private static String search(RawStomp client, String channel, String more) {
    String body = "{\"channel\":\"" + channel + "\",\"text\":\"APPLE\"," + more + "}";
    send(client, "SEARCH", body, "correlation-id:s");
    return client.await("MESSAGE").body();
  }

  @Test
  void tellsClientsTheTypes() {
    api.as(alice)
        .get()
        .uri("/api/config")
        .exchange()
        .expectBody()
        .jsonPath("$.messages.WIDGET_UPDATE.channel")
        .isEqualTo("widgets")
        .jsonPath("$.messages.SEARCH")
        .exists()
        .jsonPath("$.messages.SEARCH.channel")
        .doesNotExist();
  }

  private Timer timer(String type, String outcome) {
    await()
        .until(
            () ->
                meters
                        .find("switchboard.channel.messages")
                        .tags("type", type, "outcome", outcome)
                        .timer()
                    != null);
    return meters
        .get("switchboard.channel.messages")
        .tags("type", type, "outcome", outcome)
        .timer();
  }

  private static void send(RawStomp client, String type, String body, String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "destination:/app/messages";
    all[1] = "type:" + type;
    System.arraycopy(headers, 0, all, 2, headers.length);
    client.frame("SEND", body, all);
  }

  private RawStomp connect(String user) {
    return RawStomp.connect(api.port(), api.token(user));
  }
}
