package io.switchboard.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.Node;
import io.switchboard.testing.RawStomp;
import io.switchboard.testing.StompBroker;
import io.switchboard.testing.StompBrokers;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import tools.jackson.databind.JsonNode;

/** Two nodes with engine {@code relay} exchange what clients say, through a real STOMP broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RelayContract {

  static class RabbitMqTests extends RelayContract {
    @Override
    StompBroker broker() {
      return StompBrokers.rabbitMq();
    }
  }

  static class ArtemisTests extends RelayContract {
    @Override
    StompBroker broker() {
      return StompBrokers.artemis();
    }
  }

  private final String room = "/topic/chat:" + UUID.randomUUID();
  private @Nullable Node oneNode;
  private @Nullable Node otherNode;

  abstract StompBroker broker();

  @BeforeAll
  void startTwoNodes() {
    oneNode = start(broker());
    otherNode = start(broker());
  }

  @AfterAll
  void stopThem() {
    Stream.of(oneNode, otherNode).filter(Objects::nonNull).forEach(Node::close);
  }

  private Node first() {
    return Objects.requireNonNull(oneNode);
  }

  private Node second() {
    return Objects.requireNonNull(otherNode);
  }

  @Test
  void exchangesChannelMessages() {
    try (RawStomp alice = connect(first(), "alice");
        RawStomp bob = connect(second(), "bob")) {
      alice.subscribe("a", room);
      bob.subscribe("b", room, "events:greeting");
      bob.frame("SEND", "not asked for", "destination:" + room);
      alice.frame("SEND", "hello", "destination:" + room, "event:greeting");

      RawStomp.Frame message = bob.await("MESSAGE");
      assertThat(message.body()).isEqualTo("hello");
      assertThat(message.headers())
          .containsEntry("destination", room)
          .containsEntry("subscription", "b")
          .containsEntry("event", "greeting")
          .containsEntry("sender", "alice")
          .containsKeys("message-id", "timestamp")
          .doesNotContainKeys("ack", "redelivered", "persistent");
    }
  }

  @Test
  void reachesAUsersStreamsOnTheOtherNode() {
    try (RawStomp bob = connect(second(), "bob");
        RawStomp other = connect(second(), "carol")) {
      bob.subscribe("s", "/user/queue/session");
      other.subscribe("s", "/user/queue/session");
      first()
          .bean(SimpMessagingTemplate.class)
          .convertAndSendToUser("bob", "/queue/session", "for bob");

      RawStomp.Frame message = bob.await("MESSAGE");
      assertThat(message.body()).isEqualTo("for bob");
      assertThat(message.header("destination")).isEqualTo("/user/queue/session");
      other.expectNothingBefore("nothing");
    }
  }

  private static RawStomp connect(Node node, String user) {
    return RawStomp.connect(node.port(), node.api().token(user));
  }

  private static Node start(StompBroker broker) {
    Node node = Node.start(broker.relayProperties());
    Awaitility.await().until(() -> brokerStatus(node.api()).equals("UP"));
    return node;
  }

  private static String brokerStatus(Api api) {
    return Objects.requireNonNull(
            api.as("operator", "admin")
                .get()
                .uri("/actuator/health/broker")
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody())
        .get("status")
        .asString();
  }
}
