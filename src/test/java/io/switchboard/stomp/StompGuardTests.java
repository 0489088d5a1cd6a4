package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.RawStomp;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** What a hostile client tries, and what it gets. */
@OnH2
class StompGuardTests {

  private static final String ALICE = Api.newUser("alice");

  @Autowired Api api;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/topic/**",
        "/topic/chat:*",
        "/topic/adm?n",
        "/topic/{channel}",
        "/topic//chat:a",
        "/topic/chat:a/",
        "/topic/../app/x",
        "/topic/./chat:a",
        "/topic/chat%3Aa",
        "/topic/chat:a;x",
        "/queue/x",
        "/queue/**",
        "/user/bob/queue/preferences",
        "/user/queue/preferences/../errors",
        "/user/queue/unknown",
        "/exchange/amq.direct/x",
        "/amq/queue/x",
        "/topic/nonamespace:a",
        "/topic/user.bob.queue.preferences",
        "/topic/Chat:a",
        "topic/chat:a",
        ""
      })
  void refusesSubscriptionTo(String destination) {
    try (RawStomp client = connected()) {
      client.frame("SUBSCRIBE", "", "id:1", "destination:" + destination);

      assertThat(client.await("ERROR").header("code")).isIn("BAD_DESTINATION", "NOT_FOUND");
      assertThat(client.closeCode()).isEqualTo(3503);
    }
  }

  @Test
  void refusesSubscriptionToAnotherUsersChannel() {
    try (RawStomp client = connected()) {
      client.frame("SUBSCRIBE", "", "id:1", "destination:/topic/user:bob");

      assertThat(client.await("ERROR").header("code")).isEqualTo("NOT_FOUND");
    }
  }

  @Test
  void refusesMessageFrameFromClient() {
    try (RawStomp client = connected()) {
      client.frame("MESSAGE", "x", "destination:/topic/chat:a", "message-id:1", "subscription:1");

      assertThat(client.await("ERROR").header("code")).isEqualTo("BAD_FRAME");
      assertThat(client.closeCode()).isEqualTo(3503);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SEND", "SUBSCRIBE", "UNSUBSCRIBE", "DISCONNECT", "ACK", "MESSAGE"})
  void refusesFrameBeforeConnect(String command) {
    try (RawStomp client = RawStomp.open(api.port())) {
      client.frame(command, "", "id:1", "destination:/topic/chat:a");

      assertThat(client.await("ERROR").header("code")).isEqualTo("BAD_FRAME");
      assertThat(client.closeCode()).isEqualTo(3503);
    }
  }

  @Test
  void refusesForeignOrigin() {
    assertThatThrownBy(
            () -> RawStomp.open(api.port(), "", Map.of("Origin", "https://evil.example")))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
  }

  @Test
  void acceptsOwnOrigin() {
    String own = "http://127.0.0.1:" + api.port();
    try (RawStomp client = RawStomp.open(api.port(), "", Map.of("Origin", own))) {
      client.sendConnect(api.token(ALICE)).await("CONNECTED");
    }
  }

  @Test
  void acceptsThePublicOriginThatAProxyForwards() {
    Map<String, String> forwarded =
        Map.of(
            "Origin", "https://app.example.com",
            "X-Forwarded-Proto", "https",
            "X-Forwarded-Host", "app.example.com");
    try (RawStomp client = RawStomp.open(api.port(), "", forwarded)) {
      client.sendConnect(api.token(ALICE)).await("CONNECTED");
    }
  }

  @Test
  void refusesTokenWithAlgorithmNone() {
    String claims = "{\"sub\":\"alice\",\"exp\":4102444800}";
    try (RawStomp client = RawStomp.open(api.port())) {
      client.sendConnect(base64("{\"alg\":\"none\"}") + "." + base64(claims) + ".");

      assertThat(client.await("ERROR").header("code")).isEqualTo("UNAUTHENTICATED");
      assertThat(client.closeCode()).isEqualTo(3500);
    }
  }

  @Test
  void refusesConnectWithoutToken() {
    try (RawStomp client = RawStomp.open(api.port())) {
      client.frame("STOMP", "", "accept-version:1.2", "host:x");

      assertThat(client.await("ERROR").header("code")).isEqualTo("UNAUTHENTICATED");
      assertThat(client.closeCode()).isEqualTo(3500);
    }
  }

  @Test
  void refusesUsedTicket() {
    String ticket = ticket();
    try (RawStomp first = RawStomp.open(api.port(), "?ticket=" + ticket, Map.of());
        RawStomp second = RawStomp.open(api.port(), "?ticket=" + ticket, Map.of())) {
      first.frame("CONNECT", "", "accept-version:1.2");
      assertThat(first.await("CONNECTED").header("user-name")).isEqualTo(ALICE);

      second.frame("CONNECT", "", "accept-version:1.2");
      assertThat(second.await("ERROR").header("code")).isEqualTo("TICKET_INVALID");
    }
  }

  @Test
  void refusesSecondConnect() {
    try (RawStomp client = connected()) {
      client.sendConnect(api.token("mallory"));

      assertThat(client.await("ERROR").header("code")).isEqualTo("BAD_FRAME");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ACK", "NACK", "BEGIN", "COMMIT", "ABORT"})
  void saysThatAcknowledgementsAndTransactionsAreNotSupported(String command) {
    try (RawStomp client = connected()) {
      client.frame(command, "", "id:1", "transaction:1");

      assertThat(client.await("ERROR").header("code")).isEqualTo("NOT_SUPPORTED");
    }
  }

  @Test
  void refusesClientAcknowledgementMode() {
    try (RawStomp client = connected()) {
      client.frame("SUBSCRIBE", "", "id:1", "destination:/topic/chat:a", "ack:client");

      assertThat(client.await("ERROR").header("code")).isEqualTo("NOT_SUPPORTED");
    }
  }

  @Test
  void keepsSessionOfClientThatReadsItsErrors() {
    try (RawStomp client = connected()) {
      client.subscribe("e", "/user/queue/errors");
      client.frame("SUBSCRIBE", "", "id:1", "destination:/topic/user:bob", "receipt:r1");

      RawStomp.Frame refusal = client.next();
      assertThat(refusal.command()).isEqualTo("MESSAGE");
      assertThat(refusal.header("destination")).isEqualTo("/user/queue/errors");
      assertThat(refusal.header("code")).isEqualTo("NOT_FOUND");
      assertThat(refusal.body())
          .contains("\"receipt-id\":\"r1\"")
          .contains("\"destination\":\"/topic/user:bob\"")
          .contains("\"temporary\":false");
      client.subscribe("2", "/topic/chat:a");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SEND\ndestination:/topic/chat:a\nx:\\t\n\nx\0",
        "SEND\ndestination\n\nx\0",
        "SEND\n:x\n\nx\0",
        "SEND\ndestination:/topic/chat:a\ncontent-length:-1\n\nx\0",
        "SEND\ndestination:/topic/chat:a\ncontent-length:99999999999\n\nx\0",
        "SEND\ndestination:/topic/chat:a\ncontent-length:1\n\nxyz\0",
        "SEND\ndestination:/topic/chat:a\0",
        "FETCH\n\n\0",
        "SUBSCRIBE\nid:1\n\0"
      })
  void endsSessionThatSendsMalformedFrame(String frame) {
    try (RawStomp client = connected()) {
      client.send(frame);

      assertThat(client.await("ERROR").header("code")).isEqualTo("BAD_FRAME");
      assertThat(client.closeCode()).isEqualTo(3503);
    }
  }

  @Test
  void endsSessionThatSendsTooManyHeaders() {
    try (RawStomp client = connected()) {
      client.send("SEND\ndestination:/topic/chat:a\n" + "a:b\n".repeat(10_000) + "\nx\0");

      assertThat(client.await("ERROR").header("code")).isEqualTo("TOO_LARGE");
      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }

  @Test
  void givesStrangersNoMoreMemoryThanATokenNeeds() {
    try (RawStomp client = RawStomp.open(api.port())) {
      client.send("CONNECT\naccept-version:1.2\nx:" + "x".repeat(20_000));

      assertThat(client.await("ERROR").header("code")).isEqualTo("TOO_LARGE");
      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,$head",
        "a,,b",
        "a b",
        "0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2"
      })
  void refusesEventFilter(String events) {
    try (RawStomp client = connected()) {
      client.frame("SUBSCRIBE", "", "id:1", "destination:/topic/live:a", "events:" + events);

      assertThat(client.await("ERROR").header("code")).isEqualTo("INVALID_VALUE");
    }
  }

  @Test
  void endsSessionThatSendsFrameWithoutEnd() {
    try (RawStomp client = connected()) {
      client.send("SEND\ndestination:/topic/chat:a\ncontent-length:2000000\n\n");

      assertThat(client.await("ERROR").header("code")).isEqualTo("TOO_LARGE");
      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }

  @Test
  void limitsSubscriptionsOfSession() {
    try (RawStomp client = connected()) {
      client.subscribe("e", "/user/queue/errors");
      for (int i = 1; i < 128; i++) {
        client.subscribe("s" + i, "/topic/live:" + i);
      }
      client.frame("SUBSCRIBE", "", "id:more", "destination:/topic/live:more");

      assertThat(client.await("MESSAGE").header("code")).isEqualTo("LIMIT_EXCEEDED");
    }
  }

  @Test
  void readsFrameCutIntoSingleBytes() {
    try (RawStomp client = connected()) {
      client.subscribe("1", "/topic/live:bytes");
      String frame = "SEND\r\ndestination:/topic/live:bytes\r\n\r\ngrüße\0";
      for (byte b : frame.getBytes(StandardCharsets.UTF_8)) {
        client.send(new byte[] {b});
      }

      assertThat(client.await("MESSAGE").body()).isEqualTo("grüße");
    }
  }

  private RawStomp connected() {
    return RawStomp.connect(api.port(), api.token(ALICE));
  }

  private String ticket() {
    JsonNode answer =
        api.as(ALICE)
            .post()
            .uri("/api/tickets")
            .contentType(MediaType.APPLICATION_JSON)
            .exchange()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody();
    return Objects.requireNonNull(answer).get("ticket").asString();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
