package io.switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the relay and the bus expect of a STOMP broker, asked of each broker on the wire. */
abstract class StompBrokerContract {

  static class OnRabbitMqTests extends StompBrokerContract {
    @Override
    StompBroker broker() {
      return StompBrokers.rabbitMq();
    }
  }

  static class OnArtemisTests extends StompBrokerContract {
    @Override
    StompBroker broker() {
      return StompBrokers.artemis();
    }
  }

  abstract StompBroker broker();

  @Test
  void letsItsLoginIn() throws IOException {
    StompBroker broker = broker();

    try (BrokerSession session = new BrokerSession(broker)) {
      assertThat(session.connect(broker.login(), broker.passcode(), broker.virtualHost()))
          .startsWith("CONNECTED\n")
          .contains("version:1.2");
    }
  }

  @Test
  void refusesAWrongPasscode() throws IOException {
    StompBroker broker = broker();

    try (BrokerSession session = new BrokerSession(broker)) {
      assertThat(session.connect(broker.login(), "wrong", broker.virtualHost()))
          .startsWith("ERROR\n");
    }
  }

  @Test
  void carriesATopicFromOneSessionToTwoOthers() throws IOException {
    String destination = "/topic/chat.room-" + UUID.randomUUID();

    try (BrokerSession sender = connected();
        BrokerSession one = subscribed(destination);
        BrokerSession other = subscribed(destination)) {
      sender.send("SEND\ndestination:%s\n\nhello".formatted(destination));

      assertThat(one.receive()).startsWith("MESSAGE\n").endsWith("\n\nhello");
      assertThat(other.receive()).startsWith("MESSAGE\n").endsWith("\n\nhello");
    }
  }

  private BrokerSession connected() throws IOException {
    StompBroker broker = broker();
    BrokerSession session = new BrokerSession(broker);
    session.connect(broker.login(), broker.passcode(), broker.virtualHost());
    return session;
  }

  private BrokerSession subscribed(String destination) throws IOException {
    BrokerSession session = connected();
    session.send("SUBSCRIBE\nid:s1\nreceipt:r1\ndestination:%s\n\n".formatted(destination));
    assertThat(session.receive()).startsWith("RECEIPT\n").contains("receipt-id:r1");
    return session;
  }
}
