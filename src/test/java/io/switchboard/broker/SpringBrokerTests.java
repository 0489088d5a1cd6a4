package io.switchboard.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpringBrokerTests {

  /** {@code /topic/chat:x/presence} and the channel {@code chat:x.presence} were once the same. */
  @Test
  void givesEveryDestinationATopicNoChannelCanName() {
    assertThat(
            List.of(
                SpringBroker.brokerDestination("/topic/chat:x.presence"),
                SpringBroker.brokerDestination("/topic/chat:x/presence"),
                SpringBroker.brokerDestination("/user/bob/queue/inbox")))
        .containsExactly(
            "/topic/chat:x.presence", "/topic/presence.chat:x", "/topic/user.bob.queue.inbox");
  }
}
