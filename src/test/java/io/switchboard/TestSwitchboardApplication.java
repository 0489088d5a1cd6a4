package io.switchboard;

import io.switchboard.testing.Containers;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.rabbitmq.RabbitMQContainer;

/**
 * Starts the service as developers run it, on PostgreSQL and RabbitMQ in containers instead of the
 * embedded ones: {@code ./mvnw spring-boot:test-run}.
 */
public final class TestSwitchboardApplication {

  private TestSwitchboardApplication() {}

  static void main(String[] args) {
    // The engine is chosen before any bean exists, so it cannot come from the broker's container.
    String[] relayed = Arrays.copyOf(args, args.length + 1);
    relayed[args.length] = "--switchboard.broker.engine=relay";
    SpringApplication.from(SwitchboardApplication::main).with(Backends.class).run(relayed);
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Backends {

    @Bean
    @ServiceConnection
    PostgreSQLContainer postgres() {
      return Containers.postgres();
    }

    @Bean
    RabbitMQContainer rabbitMq() {
      return Containers.rabbitMq();
    }

    @Bean
    DynamicPropertyRegistrar relay(RabbitMQContainer rabbitMq) {
      return properties -> {
        // Boot starts containers when they are first used as a connection; this one is not.
        rabbitMq.start();
        Containers.stompBroker(rabbitMq)
            .relayProperties()
            .forEach((name, value) -> properties.add(name, () -> value));
      };
    }
  }
}
