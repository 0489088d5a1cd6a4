package io.switchboard.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.EventReader;
import io.switchboard.testing.Node;
import io.switchboard.testing.PostgresServer;
import io.switchboard.testing.RawStomp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

/** Nodes that share a database, and what a channel says when it is silent. */
class SharedLogTests {

  @Test
  void findsInTheLogWhatNoHintAnnounced() {
    Map<String, String> settings = new HashMap<>(PostgresServer.newDatabase().settings());
    settings.put("switchboard.log.beacon", "1s");
    try (Node one = Node.start(settings);
        Node two = Node.start(settings);
        RawStomp here = RawStomp.connect(two.port(), two.api().token("alice"))) {
      here.subscribe("1", "/topic/chat:shared");
      for (int i = 1; i <= 3; i++) {
        publish(one.api(), "chat:shared", i);
      }
      for (String offset : List.of("1", "2", "3")) {
        assertThat(here.await("MESSAGE").header("offset")).isEqualTo(offset);
      }
      publish(two.api(), "chat:shared", 4);
      assertThat(here.await("MESSAGE").header("offset")).isEqualTo("4");
      publish(one.api(), "chat:shared", 5);
      publish(two.api(), "chat:shared", 6);
      assertThat(here.await("MESSAGE").header("offset")).isEqualTo("5");
      assertThat(here.await("MESSAGE").header("offset")).isEqualTo("6");
    }
  }

  @Test
  void tellsTheHeadToThoseWhoAsked() {
    try (Node node = Node.start(Map.of("switchboard.log.beacon", "1s"));
        RawStomp asked = RawStomp.connect(node.port(), node.api().token("alice"));
        RawStomp other = RawStomp.connect(node.port(), node.api().token("bob"))) {
      asked.subscribe("1", "/topic/chat:quiet", "beacon:true");
      other.subscribe("1", "/topic/chat:quiet");
      RawStomp.Frame beacon = asked.await(frame -> frame.is("event", "$head"));
      assertThat(beacon.body()).contains("\"offset\":0").contains("\"epoch\":\"");
      publish(node.api(), "chat:quiet", 1);
      assertThat(other.await("MESSAGE").header("event")).isEqualTo("message");
      beacon = asked.await(frame -> frame.is("event", "$head"));
      assertThat(beacon.body()).contains("\"offset\":1");
      other.expectNothingBefore("end");
      try (EventReader reader =
          EventReader.open(
              node.port(),
              "/api/channels/chat:quiet/events?event=rare",
              Map.of("Authorization", "Bearer " + node.api().token("carol")))) {
        Awaitility.await().until(() -> reader.lastEventId().endsWith(":1"));
        assertThat(reader.poll()).isNull();
      }
    }
  }

  @Test
  void sendsTheLastValueToWhoDoesNotContinue() {
    try (Node node =
            Node.start(
                Map.of(
                    "switchboard.channels.namespaces.price.recorded", "true",
                    "switchboard.channels.namespaces.price.last-value", "true",
                    "switchboard.channels.namespaces.price.publish", "clients"));
        RawStomp client = RawStomp.connect(node.port(), node.api().token("alice"))) {
      client.subscribe("0", "/topic/price:gold");
      client.frame("SEND", "7", "destination:/topic/price:gold");
      client.frame("SEND", "8", "destination:/topic/price:gold");
      client.await(frame -> frame.is("offset", "2"));
      client.subscribe("1", "/topic/price:gold");
      RawStomp.Frame last = client.await("MESSAGE");
      assertThat(last.body()).isEqualTo("8");
      assertThat(last.header("subscription")).isEqualTo("1");
    }
  }

  private static void publish(Api api, String channel, int data) {
    api.as("publisher")
        .post()
        .uri("/api/channels/{channel}/messages", channel)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("data", data))
        .exchange()
        .expectStatus()
        .isOk();
  }
}
