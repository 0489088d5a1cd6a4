package io.switchboard.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.log.ChannelLog;
import io.switchboard.shared.ChannelName;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import io.switchboard.testing.RawStomp;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import tools.jackson.databind.JsonNode;

/** Publishing by REST: one, many, and again. */
abstract class PublishContract {

  @OnH2
  static class OnH2Tests extends PublishContract {}

  @OnPostgres
  static class OnPostgresTests extends PublishContract {}

  private final String backend = Api.newUser("backend");
  private final String room = UUID.randomUUID().toString();
  private final ChannelName channel = new ChannelName("chat:" + room);

  @Autowired Api api;
  @Autowired ChannelLog log;
  @Autowired JdbcClient jdbc;

  @Test
  void keepsTheDigitsOfNumbersAndRefusesWhatNobodyCouldHold() {
    assertThat(postNumber("12345678901234567.89")).isEqualTo(200);
    assertThat(postNumber("1e99999999999")).isEqualTo(400);

    assertThat(
            api.as("alice")
                .get()
                .uri("/api/channels/chat:numbers/messages")
                .exchange()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody())
        .contains("12345678901234567.89");
  }

  private int postNumber(String number) {
    return api.as("shop", "publish")
        .post()
        .uri("/api/channels/chat:numbers/messages")
        .contentType(MediaType.APPLICATION_JSON)
        .body("{\"data\":" + number + "}")
        .exchange()
        .expectBody()
        .returnResult()
        .getStatus()
        .value();
  }

  @Test
  void givesEveryMessageItsOwnVerdict() {
    List<Object> messages =
        List.of(
            message("chat:" + room, "one"),
            message("alerts", "from a back end"),
            message("nothing:x", "no such channel"),
            Map.of("channel", "chat:" + room, "data", "bad", "event", "$head"),
            Map.of("channel", "chat:" + room),
            Map.of("channel", "chat:" + room, "data", 1, "extra", 2),
            7,
            message("notifications", "only the service"),
            message("live:" + room, "live"),
            Map.of("channel", "chat:" + room, "data", Map.of("n", 2), "event", "e"),
            Map.of("channel", "chat:" + room, "data", 3, "priority", "high"),
            Map.of("channel", "chat:" + room, "data", 4, "priority", "urgent"));
    JsonNode results = read(publish(Map.of("messages", messages), null)).get("results");
    assertThat(results.valueStream().map(verdict -> verdict.get("status").asString()))
        .containsExactly(
            "accepted",
            "accepted",
            "rejected",
            "rejected",
            "rejected",
            "rejected",
            "rejected",
            "rejected",
            "accepted",
            "accepted",
            "accepted",
            "rejected");
    assertThat(results.get(0).get("offset").asLong()).isEqualTo(1);
    assertThat(results.get(9).get("offset").asLong()).isEqualTo(2);
    assertThat(results.get(8).has("offset")).isFalse();
    assertThat(results.get(2).get("code").asString()).isEqualTo("NOT_FOUND");
    assertThat(results.get(3).get("code").asString()).isEqualTo("INVALID_VALUE");
    assertThat(results.get(7).get("code").asString()).isEqualTo("FORBIDDEN");
    assertThat(results.get(7).get("temporary").asBoolean()).isFalse();
  }

  @Test
  void keepsTheOrderOfABatch() {
    List<Map<String, Object>> messages =
        IntStream.range(0, 500).mapToObj(i -> message("chat:" + room, "m" + i)).toList();
    publish(Map.of("messages", messages), null);
    assertThat(log.read(channel, 0, 500, 500))
        .extracting(publication -> new String(publication.body()))
        .isEqualTo(IntStream.range(0, 500).mapToObj(i -> "\"m" + i + "\"").toList());
  }

  @Test
  void refusesWhatIsNoBatch() {
    status(Map.of("messages", List.of()), 400);
    status(Map.of(), 400);
    status(Map.of("messages", Collections.nCopies(1_001, 1)), 413);
    api.as("alice")
        .post()
        .uri("/api/publish")
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("messages", List.of(message("chat:" + room, "x"))))
        .exchange()
        .expectStatus()
        .isForbidden();
  }

  @Test
  void answersARepetitionByteForByteAndDoesItOnce() {
    String key = UUID.randomUUID().toString();
    Map<String, Object> body = Map.of("messages", List.of(message("chat:" + room, "once")));
    byte[] first = publish(body, key).getResponseBodyContent();
    byte[] second = publish(body, key).getResponseBodyContent();
    assertThat(second).isEqualTo(first);
    assertThat(log.head(channel).offset()).isEqualTo(1);
    publish(body, null);
    assertThat(log.head(channel).offset()).isEqualTo(2);
  }

  @Test
  void refusesAKeyThatWasUsedForSomethingElse() {
    String key = UUID.randomUUID().toString();
    publish(Map.of("messages", List.of(message("chat:" + room, "a"))), key);
    EntityExchangeResult<JsonNode> other =
        exchange(backend, Map.of("messages", List.of(message("chat:" + room, "b"))), key);
    assertThat(other.getStatus().value()).isEqualTo(422);
    assertThat(read(other).get("code").asString()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    assertThat(
            exchange("other", Map.of("messages", List.of(message("chat:" + room, "b"))), key)
                .getStatus()
                .value())
        .isEqualTo(200);
    assertThat(
            exchange(
                    backend, Map.of("messages", List.of(message("chat:" + room, "c"))), "two words")
                .getStatus()
                .value())
        .isEqualTo(400);
  }

  @Test
  void doesOnceWhatFiftyAskAtTheSameTime() throws Exception {
    String key = UUID.randomUUID().toString();
    Map<String, Object> body = Map.of("messages", List.of(message("chat:" + room, "once")));
    Callable<Integer> attempt = () -> exchange(backend, body, key).getStatus().value();
    try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
      List<Integer> statuses =
          threads.invokeAll(Collections.nCopies(50, attempt)).stream()
              .map(Future::resultNow)
              .toList();
      assertThat(statuses).contains(200).allMatch(status -> status == 200 || status == 409);
    }
    assertThat(log.head(channel).offset()).isEqualTo(1);
  }

  /** The process that published was lost before it could keep its answer. */
  @Test
  void findsTheEffectOfAnAttemptThatLeftNoAnswer() {
    String key = UUID.randomUUID().toString();
    Map<String, Object> body =
        Map.of("messages", List.of(message("chat:" + room, "1"), message("chat:" + room, "2")));
    byte[] first = publish(body, key).getResponseBodyContent();
    jdbc.sql(
            "update idempotent_request set status = null, headers = null, body = null where claim ="
                + " ?")
        .param(new String(first).replaceAll(".*?\"id\":\"([0-9a-f]{32}).*", "$1"))
        .update();
    assertThat(exchange(backend, body, key).getStatus().value()).isEqualTo(409);
    jdbc.sql("update idempotent_request set claimed_at = created_at - interval '2' minute")
        .update();
    assertThat(publish(body, key).getResponseBodyContent()).isEqualTo(first);
    assertThat(log.head(channel).offset()).isEqualTo(2);
  }

  @Test
  void keepsNoAnswerThatInvitesAnotherAttempt() {
    String key = UUID.randomUUID().toString();
    String path = "/api/channels/nothing:x/messages";
    for (int i = 0; i < 2; i++) {
      api.as(backend)
          .post()
          .uri(path)
          .header("Idempotency-Key", key)
          .contentType(MediaType.APPLICATION_JSON)
          .body(Map.of("data", 1))
          .exchange()
          .expectStatus()
          .isNotFound();
    }
  }

  @Test
  void deliversABatchToSubscribersInOrder() {
    try (RawStomp client = RawStomp.connect(api.port(), api.token("alice"))) {
      client.subscribe("1", "/topic/chat:" + room);
      publish(
          Map.of(
              "messages",
              IntStream.range(0, 100).mapToObj(i -> message("chat:" + room, "" + i)).toList()),
          null);
      for (int i = 0; i < 100; i++) {
        assertThat(client.await("MESSAGE").body()).isEqualTo("\"" + i + "\"");
      }
    }
  }

  private static Map<String, Object> message(String channel, Object data) {
    return Map.of("channel", channel, "data", data);
  }

  private void status(Object body, int status) {
    assertThat(exchange(backend, body, null).getStatus().value()).isEqualTo(status);
  }

  private EntityExchangeResult<JsonNode> publish(Object body, @Nullable String key) {
    EntityExchangeResult<JsonNode> answer = exchange(backend, body, key);
    assertThat(answer.getStatus().value()).isEqualTo(200);
    return answer;
  }

  private EntityExchangeResult<JsonNode> exchange(String user, Object body, @Nullable String key) {
    var request =
        api.as(user, "publish").post().uri("/api/publish").contentType(MediaType.APPLICATION_JSON);
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return request.body(body).exchange().expectBody(JsonNode.class).returnResult();
  }

  private static JsonNode read(EntityExchangeResult<JsonNode> answer) {
    return Objects.requireNonNull(answer.getResponseBody());
  }
}
