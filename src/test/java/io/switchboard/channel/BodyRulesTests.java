package io.switchboard.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.testing.Node;
import io.switchboard.testing.RawStomp;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** What is published fits the schema of its event, and names nobody but its sender. */
@ExtendWith(OutputCaptureExtension.class)
class BodyRulesTests {

  private static final String SCHEMAS = "switchboard.channels.namespaces.editor.schemas";
  private static final String EDIT =
      "{\"type\":\"object\",\"required\":[\"text\"],"
          + "\"properties\":{\"text\":{\"type\":\"string\",\"maxLength\":5}}}";

  private static Node node;

  @BeforeAll
  static void start() {
    node =
        Node.start(
            Map.of(
                SCHEMAS + "[edit]",
                EDIT,
                SCHEMAS + "[user:typing]",
                "{\"type\":\"boolean\"}",
                "switchboard.channels.namespaces.tasks.schemas[done]",
                "{\"type\":\"boolean\"}",
                "switchboard.channels.namespaces.tasks.schemas[*]",
                "{\"type\":\"object\"}"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void refusesASendThatDoesNotFitAndSaysWhere() {
    try (RawStomp client = connect("alice")) {
      client.subscribe("e", "/user/queue/errors").subscribe("1", "/topic/editor:a");
      client.frame(
          "SEND",
          "{\"text\":\"too long\"}",
          "destination:/topic/editor:a",
          "event:edit",
          "receipt:1");

      RawStomp.Frame refused = client.next();
      assertThat(refused.headers())
          .containsEntry("code", "INVALID_VALUE")
          .containsEntry("temporary", "false")
          .containsEntry("receipt-id", "1");
      assertThat(refused.body())
          .contains("\"errors\":[{\"field\":\"/text\",\"detail\":\"must be at most 5 characters");
      client.frame("SEND", "{\"text\":\"ok\"}", "destination:/topic/editor:a", "event:edit");
      assertThat(client.next().body()).isEqualTo("{\"text\":\"ok\"}");
    }
  }

  @Test
  void asksEachEventForItsOwnSchemaAndOthersForTheOneOfAll() {
    try (RawStomp client = connect("alice")) {
      client.subscribe("e", "/user/queue/errors");
      List<String> answers =
          List.of(
              send(client, "editor:a", "user:typing", "true"),
              send(client, "editor:a", "user:typing", "1"),
              send(client, "editor:a", "other", "no JSON"),
              send(client, "tasks", "done", "false"),
              send(client, "tasks", "done", "{}"),
              send(client, "tasks", "message", "{}"),
              send(client, "tasks", "message", "no JSON"));

      assertThat(answers)
          .containsExactly(
              "RECEIPT", "MESSAGE", "RECEIPT", "RECEIPT", "MESSAGE", "RECEIPT", "MESSAGE");
    }
  }

  @Test
  void endsASessionThatHearsNoErrorsWithAFrameItCanRead() {
    try (RawStomp client = connect("alice")) {
      client.frame("SEND", "{\"\\u0000\\n\":1}", "destination:/topic/editor:a", "event:edit");

      assertThat(client.await("ERROR").body()).contains("\"field\":\"/text\"");
    }
  }

  @Test
  void answersRestWithTheJsonPointers() {
    post("alice", "editor:a", Map.of("event", "edit", "data", Map.of("text", 5)))
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("INVALID_VALUE")
        .jsonPath("$.errors[0].field")
        .isEqualTo("/text")
        .jsonPath("$.errors[0].detail")
        .isEqualTo("integer found, string expected");
    post("alice", "editor:a", Map.of("event", "edit", "data", Map.of("text", "ok")))
        .expectStatus()
        .isOk();
  }

  @Test
  void givesEachOfManyItsVerdict() {
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
                            List.of(
                                Map.of("channel", "tasks", "data", "a"),
                                Map.of("channel", "tasks", "data", Map.of()))))
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(JsonNode.class)
                    .returnResult()
                    .getResponseBody())
            .get("results");
    assertThat(results.get(0).get("code").asString()).isEqualTo("INVALID_VALUE");
    assertThat(results.get(0).get("errors").get(0).get("detail").asString())
        .isEqualTo("string found, object expected");
    assertThat(results.get(1).get("status").asString()).isEqualTo("accepted");
    assertThat(results.get(1).has("errors")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"userId\":\"bob\"}",
        "{\"text\":{\"userId\":\"alice\"},\"userId\":\"bob\"}",
        "{\"userId\":\"alice\",\"userId\":\"bob\"}",
        "{\"userId\":\"bob\",\"userId\":\"alice\"}",
        "{\"user\\u0049d\":\"bob\"}",
        "{\"userId\":{\"a\":\"alice\"}}",
        "{\"userId\":null}",
        "{\"userId\":\"bob\"",
      })
  void refusesABodyThatNamesSomebodyElse(String body) {
    try (RawStomp client = connect("alice")) {
      client.subscribe("e", "/user/queue/errors");
      client.frame("SEND", body, "destination:/topic/chat:a", "content-type:application/json");

      RawStomp.Frame refused = client.next();
      assertThat(refused.header("code")).isEqualTo("FORBIDDEN");
      assertThat(refused.body()).contains("userId").doesNotContain("bob");
    }
  }

  /** Browsers read what the service's parser gives up on, and found a userId behind it. */
  @ParameterizedTest
  @MethodSource
  void refusesAnObjectThatCannotBeReadToItsEnd(String before) {
    try (RawStomp client = connect("alice")) {
      client.subscribe("e", "/user/queue/errors");
      client.frame(
          "SEND",
          "{" + before + ",\"userId\":\"bob\"}",
          "destination:/topic/chat:a",
          "content-type:application/json");

      assertThat(client.next().header("code")).isEqualTo("INVALID_VALUE");
    }
  }

  static List<String> refusesAnObjectThatCannotBeReadToItsEnd() {
    return List.of(
        "\"a\":" + "[".repeat(1_200) + "]".repeat(1_200),
        "\"" + "n".repeat(50_001) + "\":1",
        "\"a\":" + "1".repeat(1_001),
        "\"a\":\"\\x\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"userId\":\"alice\",\"text\":\"a\"}",
        "{\"by\":{\"userId\":\"bob\"},\"list\":[{\"userId\":\"bob\"}]}",
        "[{\"userId\":\"bob\"}]",
        "userId: bob",
        ""
      })
  void letsThroughWhatNamesItsSenderOrNobody(String body) {
    try (RawStomp client = connect("alice")) {
      client.frame("SEND", body, "destination:/topic/chat:a", "receipt:1");

      assertThat(client.next().command()).isEqualTo("RECEIPT");
    }
  }

  @Test
  void checksTheUserIdOverRestAndLetsBackEndsNameAnybody() {
    Map<String, Object> message = Map.of("data", Map.of("userId", "bob"));
    post("alice", "chat:a", message).expectStatus().isForbidden();
    post("bob", "chat:a", message).expectStatus().isOk();
    post("alice", "tasks", message).expectStatus().isOk();
    post("backend", "chat:a", message, "publish").expectStatus().isOk();
  }

  @Test
  void doesNotStartWithABrokenSchema(CapturedOutput output) {
    assertThatThrownBy(
            () -> Node.start(Map.of(SCHEMAS + "[edit]", "{\"type\":\"objekt\"}")).close())
        .hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class);

    assertThat(output)
        .contains("APPLICATION FAILED TO START", SCHEMAS + "[edit]", "/type string found")
        .doesNotContain("\tat ");
  }

  private static String send(RawStomp client, String channel, String event, String body) {
    client.frame(
        "SEND", body, "destination:/topic/" + channel, "event:" + event, "receipt:" + event);
    return client.next().command();
  }

  private static RestTestClient.ResponseSpec post(
      String user, String channel, Object message, String... authorities) {
    return node.api()
        .as(user, authorities)
        .post()
        .uri("/api/channels/{channel}/messages", channel)
        .contentType(MediaType.APPLICATION_JSON)
        .body(message)
        .exchange();
  }

  private static RawStomp connect(String user) {
    return RawStomp.connect(node.port(), node.api().token(user));
  }
}
