package io.switchboard.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.testing.EventReader;
import io.switchboard.testing.Node;
import io.switchboard.testing.RawStomp;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every option of recorded channels and of event streams does what its description says. */
class LogOptionsTests {

  private static final String NAMESPACES = "switchboard.channels.namespaces.";
  private static Node node;

  @BeforeAll
  static void start() {
    node =
        Node.start(
            Map.ofEntries(
                Map.entry(NAMESPACES + "few.recorded", "true"),
                Map.entry(NAMESPACES + "few.publish", "clients"),
                Map.entry(NAMESPACES + "few.keep-size", "50"),
                Map.entry(NAMESPACES + "few.rate", "0"),
                Map.entry(NAMESPACES + "brief.recorded", "true"),
                Map.entry(NAMESPACES + "brief.publish", "clients"),
                Map.entry(NAMESPACES + "brief.keep-age", "1s"),
                Map.entry("switchboard.log.cleanup", "1s"),
                Map.entry("switchboard.stream.max-per-user", "1")));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void keepsSoManyPublications() {
    try (RawStomp client = RawStomp.connect(node.port(), node.api().token("alice"))) {
      for (int i = 0; i < 300; i++) {
        client.frame("SEND", "" + i, "destination:/topic/few:a", "receipt:" + i);
      }
      client.await(frame -> frame.is("receipt-id", "299"));
      await().until(() -> recovered(client, "few:a", 200).equals("false"));
      assertThat(recovered(client, "few:a", 250)).isEqualTo("true");
    }
  }

  @Test
  void keepsPublicationsSoLong() {
    try (RawStomp client = RawStomp.connect(node.port(), node.api().token("alice"))) {
      client.frame("SEND", "x", "destination:/topic/brief:a", "receipt:r");
      client.await("RECEIPT");
      await().until(() -> recovered(client, "brief:a", 0).equals("false"));
      assertThat(recovered(client, "brief:a", 1)).isEqualTo("true");
    }
  }

  @Test
  void letsAUserHaveSoManyStreams() {
    Map<String, String> bearer = Map.of("Authorization", "Bearer " + node.api().token("bob"));
    String path = "/api/channels/few:b/events";
    try (EventReader first = EventReader.open(node.port(), path, bearer)) {
      await().until(() -> !first.lastEventId().isEmpty());
      assertThat(EventReader.status(node.port(), path, bearer)).isEqualTo(429);
    }
  }

  private static String recovered(RawStomp client, String channel, long offset) {
    client.frame("SUBSCRIBE", "", "id:probe", "destination:/topic/" + channel, "receipt:probe");
    String epoch = client.await(frame -> frame.is("receipt-id", "probe")).header("epoch");
    client.frame("UNSUBSCRIBE", "", "id:probe");
    client.frame(
        "SUBSCRIBE",
        "",
        "id:again",
        "destination:/topic/" + channel,
        "receipt:again",
        "since:" + epoch + ":" + offset);
    String recovered =
        String.valueOf(client.await(frame -> frame.is("receipt-id", "again")).header("recovered"));
    client.frame("UNSUBSCRIBE", "", "id:again");
    return recovered;
  }
}
