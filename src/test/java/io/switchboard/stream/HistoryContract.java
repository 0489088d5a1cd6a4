package io.switchboard.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import io.switchboard.testing.RawStomp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** Reading what a channel keeps, by pages and by waiting. */
abstract class HistoryContract {

  @OnH2
  static class OnH2Tests extends HistoryContract {}

  @OnPostgres
  static class OnPostgresTests extends HistoryContract {}

  private final String alice = Api.newUser("alice");
  private final String channel = "chat:" + UUID.randomUUID();

  @Autowired Api api;

  @Test
  void readsForwardInPages() {
    publish(7);
    String epoch = messages("?limit=1").get("epoch").asString();
    JsonNode first = messages("?since=" + epoch + ":0&limit=3");
    assertThat(data(first)).containsExactly("1", "2", "3");
    assertThat(first.get("offset").asLong()).isEqualTo(3);
    assertThat(first.get("recovered").asBoolean()).isTrue();
    assertThat(first.get("more").asBoolean()).isTrue();
    JsonNode last = messages("?since=" + epoch + ":6&limit=3");
    assertThat(data(last)).containsExactly("7");
    assertThat(last.get("more").asBoolean()).isFalse();
    JsonNode none = messages("?since=" + epoch + ":7");
    assertThat(data(none)).isEmpty();
    assertThat(none.get("recovered").asBoolean()).isTrue();
  }

  @Test
  void readsTheNewestAndThenOlderOnes() {
    publish(7);
    JsonNode newest = messages("?limit=3");
    assertThat(data(newest)).containsExactly("5", "6", "7");
    assertThat(newest.get("recovered").asBoolean()).isFalse();
    String epoch = newest.get("epoch").asString();
    assertThat(data(messages("?limit=3&before=" + epoch + ":5"))).containsExactly("2", "3", "4");
    assertThat(data(messages("?limit=3&before=" + epoch + ":2"))).containsExactly("1");
  }

  @Test
  void recoversNothingFromAPositionItDoesNotKnow() {
    publish(2);
    for (String since : List.of("abcdefgh:1", "nonsense", "")) {
      JsonNode page = messages("?wait=5s&since=" + since);
      assertThat(page.get("recovered").asBoolean()).isFalse();
      assertThat(data(page)).isEmpty();
      assertThat(page.get("offset").asLong()).isEqualTo(2);
    }
  }

  @Test
  void waitsForWhatIsPublished() {
    publish(1);
    String epoch = messages("?limit=1").get("epoch").asString();
    CompletableFuture<JsonNode> waiting =
        CompletableFuture.supplyAsync(() -> messages("?wait=30s&since=" + epoch + ":1"));
    try (RawStomp stomp = RawStomp.connect(api.port(), api.token(alice))) {
      while (!waiting.isDone()) {
        stomp.frame("SEND", "later", "destination:/topic/" + channel, "receipt:r");
        stomp.await("RECEIPT");
      }
    }
    assertThat(data(waiting.join())).first().isEqualTo("later");
    assertThat(waiting.join().get("messages").get(0).get("contentType").asString())
        .startsWith("text/plain");
  }

  @Test
  void comesBackEmptyHandedWhenTheTimeIsOver() {
    publish(1);
    String epoch = messages("?limit=1").get("epoch").asString();
    JsonNode page = messages("?wait=1s&since=" + epoch + ":1");
    assertThat(data(page)).isEmpty();
    assertThat(page.get("recovered").asBoolean()).isTrue();
    assertThat(page.get("offset").asLong()).isEqualTo(1);
  }

  /** A wait once outlived the token and was answered with what came afterwards. */
  @Test
  void waitsNoLongerThanItsTokenIsValid() {
    publish(1);
    String epoch = messages("?limit=1").get("epoch").asString();
    String token = api.token(Map.of("user", alice, "expiresIn", 2));
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () ->
                api.bearing(token)
                    .get()
                    .uri("/api/channels/" + channel + "/messages?wait=60s&since=" + epoch + ":1")
                    .exchange()
                    .expectStatus()
                    .isOk());
    assertThat(waiting).succeedsWithin(Duration.ofSeconds(30));
  }

  @Test
  void refusesWhatCannotBeRead() {
    status("/api/channels/live:x/messages", 422);
    status("/api/channels/user:somebody/messages", 404);
    status("/api/channels/nothing:x/messages", 404);
    status("/api/channels/" + channel + "/messages?limit=0", 400);
    status("/api/channels/" + channel + "/messages?limit=1001", 400);
    status("/api/channels/" + channel + "/messages?wait=2h", 400);
    status("/api/channels/" + channel + "/messages?wait=soon", 400);
    status("/api/channels/" + channel + "/messages?since=a&before=b", 400);
    status("/api/channels/" + channel + "/messages?before=b", 400);
  }

  @Test
  void answersOverTheSocketToo() {
    publish(3);
    try (RawStomp stomp = RawStomp.connect(api.port(), api.token(alice))) {
      stomp.subscribe("1", "/user/queue/replies");
      stomp.frame(
          "SEND",
          "{\"channel\":\"" + channel + "\",\"limit\":2}",
          "destination:/app/rpc/history",
          "correlation-id:c1");
      assertThat(stomp.await("MESSAGE").body())
          .contains("\"data\":2")
          .contains("\"data\":3")
          .doesNotContain("\"data\":1}");
      for (String wrong : List.of("{}", "{\"channel\":\"A\"}", "{\"channel\":7}", "{\"x\":1}")) {
        stomp.frame("SEND", wrong, "destination:/app/rpc/history", "correlation-id:c2");
        RawStomp.Frame answer = stomp.await("MESSAGE");
        assertThat(answer.header("event")).isEqualTo("error");
        assertThat(answer.body()).contains("INVALID_VALUE");
      }
    }
  }

  private void status(String path, int status) {
    api.as(alice).get().uri(path).exchange().expectStatus().isEqualTo(status);
  }

  private void publish(int count) {
    RestTestClient client = api.as(alice);
    IntStream.rangeClosed(1, count)
        .forEach(
            i ->
                client
                    .post()
                    .uri("/api/channels/{channel}/messages", channel)
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(Map.of("data", i))
                    .exchange()
                    .expectStatus()
                    .isOk());
  }

  private JsonNode messages(String query) {
    return Objects.requireNonNull(
        api.as(alice)
            .get()
            .uri("/api/channels/" + channel + "/messages" + query)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody());
  }

  private static List<String> data(JsonNode page) {
    return StreamSupport.stream(page.get("messages").spliterator(), false)
        .map(message -> message.get("data").asString())
        .toList();
  }
}
