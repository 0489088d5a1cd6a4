package io.switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StompBrokersTests {

  @Test
  void takesTheServerThatTheEnvironmentNames() {
    Map<String, String> environment =
        Map.of(
            "SWITCHBOARD_TEST_RABBITMQ_HOST", "broker.test",
            "SWITCHBOARD_TEST_RABBITMQ_STOMP_PORT", "24613",
            "SWITCHBOARD_TEST_RABBITMQ_LOGIN", "service",
            "SWITCHBOARD_TEST_RABBITMQ_PASSCODE", "secret",
            "SWITCHBOARD_TEST_RABBITMQ_VIRTUAL_HOST", "tests");

    assertThat(StompBrokers.named(environment))
        .isEqualTo(new StompBroker("broker.test", 24613, "service", "secret", "tests"));
  }

  @Test
  void expectsRabbitMqsDefaultsWhereOnlyTheHostIsNamed() {
    assertThat(StompBrokers.named(Map.of("SWITCHBOARD_TEST_RABBITMQ_HOST", "broker.test")))
        .isEqualTo(new StompBroker("broker.test", 61613, "guest", "guest", "/"));
  }
}
