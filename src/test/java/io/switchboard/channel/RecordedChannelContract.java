package io.switchboard.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.broker.Publication;
import io.switchboard.log.ChannelLog;
import io.switchboard.log.LogEntry;
import io.switchboard.log.Retention;
import io.switchboard.shared.ChannelName;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import io.switchboard.testing.RawStomp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import tools.jackson.databind.JsonNode;

/** What a client of a recorded channel may rely on. */
abstract class RecordedChannelContract {

  @OnH2
  static class OnH2Tests extends RecordedChannelContract {}

  @OnPostgres
  static class OnPostgresTests extends RecordedChannelContract {}

  private final String alice = Api.newUser("alice");
  private final String channel = "chat:" + UUID.randomUUID();
  private final String destination = "/topic/" + channel;

  @Autowired Api api;
  @Autowired ChannelLog log;
  @Autowired SimpMessagingTemplate template;
  @Autowired JdbcClient jdbc;

  @Test
  void numbersWhatItRecords() {
    try (RawStomp client = connect()) {
      RawStomp.Frame receipt = subscribe(client, "1");
      assertThat(receipt.header("offset")).isEqualTo("0");
      assertThat(receipt.header("epoch")).matches("[A-Za-z0-9]{8,32}");
      assertThat(receipt.headers()).doesNotContainKey("recovered");

      send(client, "one");
      send(client, "two");

      List<RawStomp.Frame> messages = messages(client, 2);
      assertThat(bodies(messages)).containsExactly("one", "two");
      assertThat(messages)
          .extracting(message -> message.header("offset"))
          .containsExactly("1", "2");
      assertThat(messages)
          .allMatch(
              message -> message.is("epoch", Objects.requireNonNull(receipt.header("epoch"))));
    }
  }

  @Test
  void confirmsSendAfterTheCommit() {
    try (RawStomp client = connect()) {
      client.frame("SEND", "x", "destination:" + destination, "receipt:r");
      client.await("RECEIPT");
      assertThat(log.head(new ChannelName(channel)).offset()).isEqualTo(1);
    }
  }

  @Test
  void answersRestWithThePosition() {
    JsonNode first = publish(Map.of("event", "hello", "data", Map.of("n", 1)));
    JsonNode second = publish(Map.of("data", "x"));
    assertThat(first.get("offset").asLong()).isEqualTo(1);
    assertThat(second.get("offset").asLong()).isEqualTo(2);
    assertThat(second.get("epoch").asString()).isEqualTo(epoch());
    assertThat(second.get("id").asString()).isNotBlank();
  }

  @Test
  void continuesAfterWhereAClientWas() {
    try (RawStomp publisher = connect();
        RawStomp client = connect()) {
      for (int i = 1; i <= 5; i++) {
        send(publisher, "m" + i);
      }
      awaitHead(5);
      RawStomp.Frame receipt = subscribe(client, "1", "since:" + epoch() + ":2");
      assertThat(receipt.headers()).containsEntry("recovered", "true").containsEntry("offset", "5");
      send(publisher, "m6");
      assertThat(bodies(messages(client, 4))).containsExactly("m3", "m4", "m5", "m6");
    }
  }

  @Test
  void continuesWithoutReadingWhenNothingWasMissed() {
    try (RawStomp first = connect();
        RawStomp second = connect()) {
      subscribe(first, "1");
      send(first, "m1");
      messages(first, 1);
      RawStomp.Frame receipt = subscribe(second, "1", "since:" + epoch() + ":1");
      assertThat(receipt.headers()).containsEntry("recovered", "true").containsEntry("offset", "1");
      send(first, "m2");
      assertThat(bodies(messages(second, 1))).containsExactly("m2");
    }
  }

  @Test
  void replaysManyPagesInOrderWhileOthersPublish() throws InterruptedException {
    int before = 1_700;
    try (RawStomp publisher = connect();
        RawStomp client = connect()) {
      for (int i = 1; i <= before; i++) {
        send(publisher, "m" + i);
      }
      awaitHead(before);
      Thread live =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = before + 1; i <= before + 300; i++) {
                      send(publisher, "m" + i);
                    }
                  });
      RawStomp.Frame receipt = subscribe(client, "1", "since:" + epoch() + ":0");
      assertThat(receipt.header("recovered")).isEqualTo("true");
      assertThat(bodies(messages(client, before + 300)))
          .isEqualTo(IntStream.rangeClosed(1, before + 300).mapToObj(i -> "m" + i).toList());
      live.join();
    }
  }

  @Test
  void replaysNothingForAPositionItCannotContinue() {
    try (RawStomp client = connect()) {
      send(client, "m1");
      awaitHead(1);
      List<String> hopeless =
          List.of(
              "0123456789abcdef:1",
              epoch() + ":2",
              epoch() + ":999999999999999999",
              epoch() + ":-1",
              epoch(),
              "nonsense",
              ":",
              epoch() + ":99999999999999999999");
      for (int i = 0; i < hopeless.size(); i++) {
        RawStomp.Frame receipt = subscribe(client, "s" + i, "since:" + hopeless.get(i));
        assertThat(receipt.header("recovered")).as(hopeless.get(i)).isEqualTo("false");
        assertThat(receipt.header("offset")).isEqualTo("1");
        client.frame("UNSUBSCRIBE", "", "id:s" + i);
      }
      client.expectNothingBefore("end");
    }
  }

  @Test
  void deliversButNeverRecordsWhatIsEphemeral() {
    try (RawStomp client = connect()) {
      subscribe(client, "1");
      client.frame(
          "SEND", "…", "destination:" + destination, "event:user:typing", "ephemeral:true");
      send(client, "text");
      List<RawStomp.Frame> messages = messages(client, 2);
      RawStomp.Frame typing =
          messages.stream().filter(m -> m.is("event", "user:typing")).findFirst().orElseThrow();
      assertThat(typing.headers()).doesNotContainKeys("offset", "epoch");
      assertThat(log.head(new ChannelName(channel)).offset()).isEqualTo(1);
    }
  }

  @Test
  void filtersEventsInReplayAsInLive() {
    try (RawStomp publisher = connect();
        RawStomp client = connect()) {
      for (int i = 0; i < 6; i++) {
        publisher.frame(
            "SEND", "m" + i, "destination:" + destination, "event:" + (i % 2 == 0 ? "a" : "b"));
      }
      awaitHead(6);
      subscribe(client, "1", "since:" + epoch() + ":0", "events:b");
      assertThat(bodies(messages(client, 3))).containsExactly("m1", "m3", "m5");
    }
  }

  @Test
  void receiptOfDisconnectVouchesForEverySendBefore() {
    try (RawStomp client = connect()) {
      for (int i = 0; i < 400; i++) {
        send(client, "m" + i);
      }
      client.frame("DISCONNECT", "", "receipt:bye");
      client.await(frame -> frame.is("receipt-id", "bye"));
      assertThat(log.head(new ChannelName(channel)).offset()).isEqualTo(400);
    }
  }

  /** A replay larger than a session's queue once closed the client, again and again. */
  @Test
  void replaysMoreThanAQueueHolds() {
    String body = "x".repeat(60_000);
    try (RawStomp client = connect()) {
      for (int i = 0; i < 60; i++) {
        send(client, i + body);
      }
      awaitHead(60);
      subscribe(client, "1", "since:" + epoch() + ":0");
      for (int i = 0; i < 60; i++) {
        assertThat(client.await("MESSAGE").header("offset")).isEqualTo("" + (i + 1));
      }
    }
  }

  /**
   * Its receipt had said that it continues; once the socket stayed open and nothing came any more.
   */
  @Test
  void endsTheSessionWhoseReplayBreaksOff() {
    Retention kept = new Retention(1_000, Duration.ofDays(1));
    byte[] body = new byte[60_000];
    for (int i = 0; i < 300; i++) {
      Publication publication =
          new Publication(
              destination,
              UUID.randomUUID().toString(),
              "message",
              alice,
              Instant.now().truncatedTo(ChronoUnit.MILLIS),
              "application/octet-stream",
              body,
              Map.of());
      log.record(new LogEntry(new ChannelName(channel), publication, kept)).join();
    }
    try (RawStomp reader = connect()) {
      reader.frame(
          "SUBSCRIBE",
          "",
          "id:1",
          "receipt:r",
          "destination:" + destination,
          "since:" + epoch() + ":0");
      assertThat(reader.await("RECEIPT").header("recovered")).isEqualTo("true");
      reader.stopReading();
      jdbc.sql("alter table channel_log rename to channel_log_away").update();
      try {
        reader.readAgain();
        assertThat(reader.closeCode()).isEqualTo(3003);
      } finally {
        jdbc.sql("alter table channel_log_away rename to channel_log").update();
      }
    }
  }

  @Test
  void recordsWhatTheApplicationSends() {
    try (RawStomp client = connect()) {
      subscribe(client, "1");
      template.convertAndSend(destination, (Object) Map.of("from", "the application"));
      RawStomp.Frame message = client.await("MESSAGE");
      assertThat(message.header("offset")).isEqualTo("1");
      assertThat(message.body()).contains("the application");
      assertThat(log.head(new ChannelName(channel)).offset()).isEqualTo(1);
    }
  }

  @Test
  void keepsBinaryBodiesAndTypesInTheLog() {
    byte[] bytes = new byte[300];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    try (RawStomp client = connect()) {
      byte[] head =
          ("SEND\ndestination:"
                  + destination
                  + "\ncontent-type:application/x-bytes\ncontent-length:300\nreceipt:r\n\n")
              .getBytes(StandardCharsets.UTF_8);
      byte[] frame = Arrays.copyOf(head, head.length + 301);
      System.arraycopy(bytes, 0, frame, head.length, 300);
      client.send(frame);
      client.await("RECEIPT");
    }
    var kept = log.read(new ChannelName(channel), 0, 1, 10);
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().body()).isEqualTo(bytes);
    assertThat(kept.getFirst().contentType()).isEqualTo("application/x-bytes");
    assertThat(kept.getFirst().sender()).isEqualTo(alice);
  }

  private RawStomp connect() {
    return RawStomp.connect(api.port(), api.token(alice));
  }

  private RawStomp.Frame subscribe(RawStomp client, String id, String... headers) {
    List<String> all =
        new ArrayList<>(List.of("id:" + id, "destination:" + destination, "receipt:sub-" + id));
    all.addAll(List.of(headers));
    client.frame("SUBSCRIBE", "", all.toArray(String[]::new));
    return client.await(frame -> frame.is("receipt-id", "sub-" + id));
  }

  private void send(RawStomp client, String body) {
    client.frame("SEND", body, "destination:" + destination);
  }

  private static List<RawStomp.Frame> messages(RawStomp client, int count) {
    return IntStream.range(0, count).mapToObj(_ -> client.await("MESSAGE")).toList();
  }

  private static List<String> bodies(List<RawStomp.Frame> messages) {
    return messages.stream().map(RawStomp.Frame::body).toList();
  }

  private String epoch() {
    return log.head(new ChannelName(channel)).epoch();
  }

  private void awaitHead(long offset) {
    Awaitility.await().until(() -> log.head(new ChannelName(channel)).offset() == offset);
  }

  private JsonNode publish(Map<String, Object> message) {
    return Objects.requireNonNull(
        api.as(alice)
            .post()
            .uri("/api/channels/{channel}/messages", channel)
            .contentType(MediaType.APPLICATION_JSON)
            .body(message)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody());
  }
}
