package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.RawStomp;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** An application's own controllers and interceptors, as Spring's messaging has them. */
@OnH2
@Import(ApplicationBeans.class)
@TestPropertySource(
    properties = {"switchboard.stomp.rpc-timeout=2s", "switchboard.stomp.max-calls=8"})
class ApplicationMessagesTests {

  private final String alice = Api.newUser("alice");

  @Autowired Api api;
  @Autowired TestController controller;
  @Autowired TestInterceptor interceptor;

  @Test
  void callsAControllerAndAnswersAllSessionsOfTheUser() {
    try (RawStomp first = listening();
        RawStomp second = listening();
        RawStomp other =
            RawStomp.connect(api.port(), api.token(Api.newUser("bob")))
                .subscribe("r", "/user/queue/replies")) {
      send(first, "greet", "{\"name\":\"you\"}", "x-lang:en");

      String greeting = "{\"text\":\"Hello you\",\"user\":\"" + alice + "\",\"language\":\"en\"}";
      RawStomp.Frame reply = first.await("MESSAGE");
      assertThat(reply.body()).isEqualTo(greeting);
      assertThat(reply.header("destination")).isEqualTo("/user/queue/replies");
      assertThat(reply.header("content-type")).startsWith("application/json");
      assertThat(second.await("MESSAGE").body()).isEqualTo(greeting);
      other.expectNothingBefore("nothing");
    }
  }

  @Test
  void answersTheAskingSessionAloneIfTheControllerSaysSo() {
    try (RawStomp first = listening();
        RawStomp second = listening()) {
      send(first, "whisper", "psst");

      assertThat(first.await("MESSAGE").body()).isEqualTo("psst");
      second.expectNothingBefore("nothing");
    }
  }

  @Test
  void publishesWhatAControllerReturns() {
    try (RawStomp client = listening()) {
      client.subscribe("1", "/topic/live:" + alice);
      send(client, "announce/" + alice, "hear", "receipt:done");

      RawStomp.Frame message = client.await("MESSAGE");
      assertThat(message.body()).isEqualTo("hear in " + alice);
      assertThat(message.header("destination")).isEqualTo("/topic/live:" + alice);
      assertThat(client.await("RECEIPT").header("receipt-id")).isEqualTo("done");
    }
  }

  @Test
  void keepsAttributesForTheSessionAndNoLonger() {
    String session;
    try (RawStomp client = listening()) {
      send(client, "count", "");
      String first = client.await("MESSAGE").body();
      send(client, "count", "");

      session = first.substring(2);
      assertThat(first).isEqualTo("1 " + session);
      assertThat(client.await("MESSAGE").body()).isEqualTo("2 " + session);
      assertThat(controller.forgotten).doesNotContain(session);
    }
    await().until(() -> controller.forgotten.contains(session));
  }

  @Test
  void passesClientFramesThroughInterceptors() {
    try (RawStomp client = listening()) {
      send(client, "whisper", "x");
      client.await("MESSAGE");

      assertThat(interceptor.seen).contains("SEND /app/test/whisper " + alice);
    }
  }

  @Test
  void passesNoFrameOfTheServiceItselfToInterceptors() {
    try (RawStomp client = listening()) {
      client.frame("SEND", "x", "destination:/topic/live:a", "receipt:1");
      client.await("RECEIPT");
      client.frame("SEND", "{}", "destination:/app/rpc/ping", "correlation-id:1");
      client.await("MESSAGE");

      assertThat(interceptor.seen).noneMatch(seen -> seen.contains(alice));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/app/test/nothing, BAD_DESTINATION",
    "/app/unknown, BAD_DESTINATION",
    "/app/test/refuse, CONFLICT",
    "/app/test/fail, INTERNAL_ERROR",
    "/app/test/unwritable, INTERNAL_ERROR"
  })
  void refusesWhatNoControllerTakesAndWhatFails(String destination, String code) {
    try (RawStomp client = listening()) {
      client.subscribe("e", "/user/queue/errors");
      client.frame("SEND", "", "destination:" + destination, "receipt:r1");

      RawStomp.Frame refusal = client.next();
      assertThat(refusal.headers()).containsEntry("code", code).containsEntry("receipt-id", "r1");
      assertThat(refusal.body())
          .contains("\"destination\":\"" + destination + "\"")
          .doesNotContain("secret");
      client.expectNothingBefore("alive");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "[]", "{}", "{\"name\":\"\"}", "{\"name\":1}", "{\"name\":\"a\",\"x\":1}"})
  void refusesABodyThatDoesNotFit(String body) {
    try (RawStomp client = listening()) {
      send(client, "greet", body, "x-lang:en");

      assertThat(client.await("ERROR").header("code")).isEqualTo("INVALID_VALUE");
    }
  }

  @Test
  void refusesAMissingHeaderAndAMediaTypeThatIsNone() {
    try (RawStomp client = listening()) {
      client.subscribe("e", "/user/queue/errors");
      send(client, "greet", "{\"name\":\"you\"}");
      assertThat(client.await("MESSAGE").header("code")).isEqualTo("INVALID_VALUE");
      send(client, "whisper", "x", "content-type:nonsense");
      assertThat(client.await("MESSAGE").header("code")).isEqualTo("INVALID_VALUE");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "drop, FORBIDDEN",
    "drop before handling, FORBIDDEN",
    "deny, FORBIDDEN",
    "refuse, FORBIDDEN",
    "fail, INTERNAL_ERROR"
  })
  void saysSoWhenAnInterceptorStopsAMessage(String action, String code) {
    try (RawStomp client = listening()) {
      send(client, "whisper", "x", "x-do:" + action);

      RawStomp.Frame error = client.await("ERROR");
      assertThat(error.header("code")).isEqualTo(code);
      assertThat(error.body()).doesNotContain("secret");
    }
  }

  @Test
  void tellsOfAFailureThatComesAfterTheReceipt() {
    try (RawStomp client = listening();
        RawStomp deaf = listening()) {
      client.subscribe("e", "/user/queue/errors");
      send(client, "later", "", "receipt:r1");
      assertThat(client.next().command()).isEqualTo("RECEIPT");

      RawStomp.Frame refusal = client.next();
      assertThat(refusal.headers())
          .containsEntry("code", "CONFLICT")
          .containsEntry("receipt-id", "r1");
      send(deaf, "later", "");
      assertThat(deaf.await("ERROR").header("code")).isEqualTo("CONFLICT");
      assertThat(deaf.closeCode()).isEqualTo(3503);
    }
  }

  @Test
  void letsTheApplicationHandleItsOwnExceptions() {
    try (RawStomp client = listening()) {
      send(client, "excuse", "");

      assertThat(client.await("MESSAGE").body()).isEqualTo("excused: handled");
    }
  }

  @Test
  void keepsEmbeddedPagesOut() {
    JsonNode answer =
        api.as(alice)
            .put()
            .uri("/api/chat/doc1/id_token")
            .exchange()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody();
    String embed = Objects.requireNonNull(answer).get("meta").get("token").asString();
    try (RawStomp page = RawStomp.connect(api.port(), embed)) {
      send(page, "announce/x", "x");

      assertThat(page.await("ERROR").header("code")).isEqualTo("FORBIDDEN");
    }
  }

  private RawStomp listening() {
    return RawStomp.connect(api.port(), api.token(alice)).subscribe("r", "/user/queue/replies");
  }

  private static void send(RawStomp client, String path, String body, String... headers) {
    String[] all = new String[headers.length + 1];
    all[0] = "destination:/app/test/" + path;
    System.arraycopy(headers, 0, all, 1, headers.length);
    client.frame("SEND", body, all);
  }
}
