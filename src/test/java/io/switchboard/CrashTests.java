package io.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.PostgresServer;
import io.switchboard.testing.ServiceProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** What was answered survives {@code kill -9} right after the answer. */
class CrashTests {

  private static final String BROWSER =
      """
      {"endpoint":"https://fcm.googleapis.com/fcm/send/%s","expirationTime":null,"keys":{
        "p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth":"BTBZMqHH6r4Tts7J_aSIgg"}}
      """;

  @TempDir Path directory;

  @Test
  void losesNothingOnH2() {
    survives(Map.of());
  }

  @Test
  void losesNothingOnPostgres() {
    survives(PostgresServer.newDatabase().settings());
  }

  private void survives(Map<String, String> settings) {
    String token;
    try (ServiceProcess service = ServiceProcess.start(directory, settings)) {
      Api api = Api.on(service.port());
      token = api.token("alice");
      put(api.bearing(token), "email", "disabled");
      for (int i = 0; i < 20; i++) {
        post(api.bearing(token), BROWSER.formatted(i));
        put(api.bearing(token), "push", i % 2 == 0 ? "enabled" : "disabled");
      }
      service.kill();
    }
    try (ServiceProcess again = ServiceProcess.start(directory, settings)) {
      RestTestClient alice = Api.on(again.port()).bearing(token);
      assertThat(get(alice, "/api/push/subscriptions").get("subscriptions")).hasSize(20);
      JsonNode preferences = get(alice, "/api/preferences").get("preferences");
      assertThat(setting(preferences, "email")).isEqualTo("disabled");
      assertThat(setting(preferences, "push")).isEqualTo("disabled");
    }
  }

  private static String setting(JsonNode preferences, String channelType) {
    for (JsonNode cell : preferences) {
      if (cell.get("policyType").asString().equals("social")
          && cell.get("channelType").asString().equals(channelType)) {
        return cell.get("policySetting").asString();
      }
    }
    throw new AssertionError("No cell for social and " + channelType);
  }

  private static void put(RestTestClient client, String channelType, String setting) {
    client
        .put()
        .uri("/api/preferences")
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("policyType", "social", "channelType", channelType, "policySetting", setting))
        .exchange()
        .expectStatus()
        .is2xxSuccessful();
  }

  private static void post(RestTestClient client, String subscription) {
    client
        .post()
        .uri("/api/push/subscriptions")
        .contentType(MediaType.APPLICATION_JSON)
        .body(subscription)
        .exchange()
        .expectStatus()
        .isCreated();
  }

  private static JsonNode get(RestTestClient client, String uri) {
    return Objects.requireNonNull(
        client
            .get()
            .uri(uri)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody());
  }
}
