package io.switchboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.broker.BrokerSettings;
import io.switchboard.testing.PostgresServer;
import io.switchboard.testing.StompBroker;
import io.switchboard.testing.StompBrokers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The service under the environment that {@code docker-compose.yml} gives it, with freshly made
 * keys, but for the addresses of the database and the broker.
 */
class ComposeServiceTests {

  private final Map<String, Object> environment = composed();

  @Test
  void readsTheBrokersAddressFromTheComposeFile() {
    BrokerSettings settings =
        Binder.get(onCompose()).bind("switchboard.broker", BrokerSettings.class).get();

    assertThat(settings.engine()).isEqualTo(BrokerSettings.Engine.RELAY);
    assertThat(settings.relay().host()).isEqualTo("rabbitmq");
    assertThat(settings.relay().port()).isEqualTo(61613);
    assertThat(settings.relay().login()).isEqualTo("switchboard");
    assertThat(settings.relay().virtualHost()).isEqualTo("switchboard");
  }

  @Test
  void startsHealthyOnGeneratedKeysWithoutProfileDev(@TempDir Path keys) throws Exception {
    replace("SPRING_CONFIG_IMPORT", "file:" + ComposeKeys.generate(keys));
    replace("SERVER_ADDRESS", "127.0.0.1");
    replace("SERVER_PORT", "0");
    useRealDatabaseAndBroker();

    try (ConfigurableApplicationContext service = start()) {
      String address =
          "http://127.0.0.1:" + service.getEnvironment().getRequiredProperty("local.server.port");

      assertThat(get(address + environment.get("THC_PATH"))).contains("\"status\":\"UP\"");
      await("the relay's connection")
          .atMost(Duration.ofSeconds(20))
          .until(() -> get(address + "/actuator/health").contains("\"status\":\"UP\""));
    }
  }

  private ConfigurableApplicationContext start() {
    return new SpringApplicationBuilder(SwitchboardApplication.class)
        .environment(onCompose())
        .run();
  }

  private ConfigurableEnvironment onCompose() {
    return new StandardEnvironment() {
      @Override
      protected void customizePropertySources(MutablePropertySources sources) {
        sources.addLast(new SystemEnvironmentPropertySource("systemEnvironment", environment));
      }
    };
  }

  private void useRealDatabaseAndBroker() {
    PostgresServer.Address database = PostgresServer.newDatabase();
    replace("SPRING_DATASOURCE_URL", database.url());
    replace("SPRING_DATASOURCE_USERNAME", database.user());
    environment.put("SPRING_DATASOURCE_PASSWORD", database.password());
    StompBroker broker = StompBrokers.rabbitMq();
    replace("SWITCHBOARD_BROKER_RELAY_HOST", broker.host());
    replace("SWITCHBOARD_BROKER_RELAY_PORT", "" + broker.port());
    replace("SWITCHBOARD_BROKER_RELAY_LOGIN", broker.login());
    replace("SWITCHBOARD_BROKER_RELAY_VIRTUALHOST", broker.virtualHost());
    environment.put("SWITCHBOARD_BROKER_RELAY_PASSCODE", broker.passcode());
  }

  private void replace(String name, String value) {
    assertThat(environment.replace(name, value)).as(name).isNotNull();
  }

  private static String get(String address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(address)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  /** As compose gives it where there is no {@code .env}: each variable has its default. */
  private static Map<String, Object> composed() {
    Map<String, Object> environment =
        new HashMap<>(ComposeFile.read().service("switchboard").map("environment"));
    environment.replaceAll((_, value) -> value.toString().replaceAll("\\$\\{\\w+:-([^}]*)}", "$1"));
    return environment;
  }
}
