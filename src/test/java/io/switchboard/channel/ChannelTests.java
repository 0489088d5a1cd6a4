package io.switchboard.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.RawStomp;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import tools.jackson.databind.JsonNode;

/** The contract of channels, as any STOMP client meets it. */
@OnH2
class ChannelTests {

  private final String alice = Api.newUser("alice");
  private final String bob = Api.newUser("bob");
  private final String room = UUID.randomUUID().toString();

  @Autowired Api api;
  @Autowired SimpMessagingTemplate template;

  @Test
  void deliversWhatAnotherClientPublishes() {
    try (RawStomp from = connect(alice);
        RawStomp to = connect(bob)) {
      to.subscribe("s:1", "/topic/chat:" + room);
      from.frame(
          "SEND",
          "{\"text\":\"hello\"}",
          "destination:/topic/chat:" + room,
          "event:greeting",
          "content-type:application/json",
          "receipt:r1");

      assertThat(from.await("RECEIPT").header("receipt-id")).isEqualTo("r1");
      RawStomp.Frame message = to.next();
      assertThat(message.command()).isEqualTo("MESSAGE");
      assertThat(message.body()).isEqualTo("{\"text\":\"hello\"}");
      assertThat(message.headers())
          .containsEntry("destination", "/topic/chat:" + room)
          .containsEntry("subscription", "s:1")
          .containsEntry("event", "greeting")
          .containsEntry("sender", alice)
          .containsEntry("content-type", "application/json")
          .containsEntry("content-length", "16")
          .containsKeys("message-id", "timestamp");
    }
  }

  @Test
  void keepsSendersOwnHeadersToItself() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("1", "/topic/live:" + room);
      client.frame(
          "SEND",
          "x",
          "destination:/topic/live:" + room,
          "sender:bob",
          "message-id:forged",
          "x-custom:1",
          "subscription:9",
          "receipt:r");

      RawStomp.Frame message = client.await("MESSAGE");
      assertThat(message.header("sender")).isEqualTo(alice);
      assertThat(message.header("message-id")).isNotEqualTo("forged");
      assertThat(message.header("subscription")).isEqualTo("1");
      assertThat(message.headers()).doesNotContainKeys("x-custom", "receipt");
    }
  }

  @Test
  void sendsOnlyTheEventsAskedFor() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("1", "/topic/live:" + room, "events:b,c");
      for (String event : List.of("a", "b", "a", "c")) {
        client.frame("SEND", event, "destination:/topic/live:" + room, "event:" + event);
      }

      assertThat(client.next().body()).isEqualTo("b");
      assertThat(client.next().body()).isEqualTo("c");
      client.expectNothingBefore("end");
    }
  }

  @Test
  void keepsTheOrderOfOnePublisher() {
    try (RawStomp from = connect(alice);
        RawStomp to = connect(bob)) {
      to.subscribe("1", "/topic/live:" + room);
      for (int i = 0; i < 1000; i++) {
        from.frame("SEND", Integer.toString(i), "destination:/topic/live:" + room);
      }
      for (int i = 0; i < 1000; i++) {
        assertThat(to.next().body()).isEqualTo(Integer.toString(i));
      }
    }
  }

  @Test
  void stopsDeliveringAfterUnsubscribe() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("1", "/topic/live:" + room);
      client.frame("UNSUBSCRIBE", "", "id:1", "receipt:u");
      client.await("RECEIPT");
      client.frame("SEND", "x", "destination:/topic/live:" + room, "receipt:s");

      assertThat(client.next().header("receipt-id")).isEqualTo("s");
    }
  }

  @Test
  void answersDisconnectWithReceiptAndClose() {
    try (RawStomp client = connect(alice)) {
      client.frame("DISCONNECT", "", "receipt:bye");

      assertThat(client.next().header("receipt-id")).isEqualTo("bye");
      assertThat(client.closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void saysThatNothingWasRecovered() {
    try (RawStomp client = connect(alice)) {
      client.frame(
          "SUBSCRIBE",
          "",
          "id:1",
          "destination:/topic/chat:" + room,
          "receipt:r",
          "since:abcdefgh:12");

      assertThat(client.await("RECEIPT").header("recovered")).isEqualTo("false");
    }
  }

  @Test
  void refusesEventsTheServiceSpeaksItself() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("e", "/user/queue/errors");
      for (String event : List.of("$head", "open", "error", "reset", "a b", "")) {
        client.frame("SEND", "x", "destination:/topic/live:" + room, "event:" + event);
        assertThat(client.next().header("code")).as(event).isEqualTo("INVALID_VALUE");
      }
    }
  }

  @Test
  void refusesAPriorityThatIsNone() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("e", "/user/queue/errors");
      for (String priority : List.of("HIGH", "urgent", "")) {
        client.frame("SEND", "x", "destination:/topic/live:" + room, "priority:" + priority);
        assertThat(client.next().header("code")).as(priority).isEqualTo("INVALID_VALUE");
      }
      for (String priority : List.of("high", "normal", "low")) {
        client.frame(
            "SEND", "x", "destination:/topic/live:" + room, "priority:" + priority, "receipt:r");
        assertThat(client.next().command()).isEqualTo("RECEIPT");
      }
    }
  }

  @Test
  void refusesClientsWhereOnlyBackEndsPublish() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("1", "/topic/alerts:" + room);
      client.frame("SEND", "x", "destination:/topic/alerts:" + room);

      assertThat(client.await("ERROR").header("code")).isEqualTo("FORBIDDEN");
    }
  }

  @Test
  void carriesOneMebibyteOfAnyBytesUnchanged() {
    byte[] body = new byte[1024 * 1024];
    new Random(1).nextBytes(body);
    try (RawStomp client = connect(alice)) {
      client.subscribe("1", "/topic/live:" + room);
      byte[] head =
          ("SEND\ndestination:/topic/live:"
                  + room
                  + "\ncontent-type:application/octet-stream\ncontent-length:"
                  + body.length
                  + "\n\n")
              .getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      frame.writeBytes(head);
      frame.writeBytes(body);
      frame.write(0);
      client.send(frame.toByteArray());

      byte[] received = client.awaitBinary();
      int from = received.length - 1 - body.length;
      assertThat(Arrays.equals(received, from, from + body.length, body, 0, body.length)).isTrue();
    }
  }

  @Test
  void refusesMessageAboveTheNamespacesLimit() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("e", "/user/queue/errors");
      client.frame("SEND", "x".repeat(64 * 1024 + 1), "destination:/topic/chat:" + room);

      assertThat(client.next().header("code")).isEqualTo("TOO_LARGE");
    }
  }

  @Test
  void publishesByRest() {
    try (RawStomp client = connect(bob)) {
      client.subscribe("1", "/topic/alerts:" + room);
      JsonNode answer = publish(alice, "alerts:" + room, "fire", Map.of("level", 3), "publish");

      RawStomp.Frame message = client.next();
      assertThat(message.header("message-id")).isEqualTo(answer.get("id").asString());
      assertThat(message.header("timestamp")).isEqualTo(answer.get("timestamp").asString());
      assertThat(message.header("event")).isEqualTo("fire");
      assertThat(message.body()).isEqualTo("{\"level\":3}");
    }
  }

  @Test
  void narrowsByTheTokensChannels() {
    String token = api.token(Map.of("user", alice, "channels", List.of("chat:a", "live:*")));
    try (RawStomp client = RawStomp.connect(api.port(), token)) {
      client.subscribe("e", "/user/queue/errors");
      client.subscribe("1", "/topic/chat:a");
      client.subscribe("2", "/topic/live:" + room);
      client.frame("SUBSCRIBE", "", "id:3", "destination:/topic/chat:b");

      assertThat(client.next().header("code")).isEqualTo("FORBIDDEN");
    }
  }

  @Test
  void deliversWhatSimpMessagingTemplateSends() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("1", "/topic/live:" + room);
      client.subscribe("2", "/user/queue/session");
      template.convertAndSend("/topic/live:" + room, List.of(1));
      template.convertAndSendToUser(alice, "/queue/session", "to you");

      assertThat(client.next().body()).isEqualTo("[1]");
      RawStomp.Frame own = client.next();
      assertThat(own.body()).isEqualTo("to you");
      assertThat(own.header("destination")).isEqualTo("/user/queue/session");
    }
  }

  @Test
  void answersPingOverTheSocket() {
    try (RawStomp client = connect(alice)) {
      client.subscribe("1", "/user/queue/replies");
      client.frame("SEND", "{}", "destination:/app/rpc/ping", "correlation-id:c1");
      RawStomp.Frame pong = client.next();
      assertThat(pong.header("correlation-id")).isEqualTo("c1");
      assertThat(pong.body()).contains("\"time\"");
      client.frame("SEND", "{}", "destination:/app/rpc/nothing", "correlation-id:c2");
      RawStomp.Frame error = client.next();
      assertThat(error.header("correlation-id")).isEqualTo("c2");
      assertThat(error.header("event")).isEqualTo("error");
      assertThat(error.body()).contains("NOT_FOUND");
    }
  }

  private RawStomp connect(String user) {
    return RawStomp.connect(api.port(), api.token(user));
  }

  private JsonNode publish(
      String user, String channel, String event, Object data, String... authorities) {
    return Objects.requireNonNull(
        api.as(user, authorities)
            .post()
            .uri("/api/channels/{channel}/messages", channel)
            .contentType(MediaType.APPLICATION_JSON)
            .body(Map.of("event", event, "data", data))
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody());
  }
}
