package io.switchboard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@OnH2
class ActuatorIntegrationTests {

  @Autowired Api api;

  private final String user = Api.newUser("alice");

  @ParameterizedTest
  @ValueSource(strings = {"", "/info", "/metrics", "/metrics/jvm.memory.used", "/prometheus"})
  void letsOnlyAdminsSeeMoreThanHealth(String endpoint) {
    String path = "/actuator" + endpoint;

    api.anonymous().get().uri(path).exchange().expectStatus().isUnauthorized();
    api.as(user, "publish", "notify").get().uri(path).exchange().expectStatus().isForbidden();
    api.as(user, "admin").get().uri(path).exchange().expectStatus().isOk();
  }

  @Test
  void exposesNothingElse() {
    assertThat(json(api.as(user, "admin"), "/actuator").get("_links").propertyNames())
        .containsExactlyInAnyOrder(
            "self",
            "health",
            "health-path",
            "info",
            "metrics",
            "metrics-requiredMetricName",
            "prometheus");
  }

  @ParameterizedTest
  @ValueSource(strings = {"env", "beans", "heapdump", "loggers", "shutdown", "configprops"})
  void hidesEndpointsThatTellSecrets(String endpoint) {
    String path = "/actuator/" + endpoint;

    api.anonymous().get().uri(path).exchange().expectStatus().isUnauthorized();
    api.as(user, "admin").get().uri(path).exchange().expectStatus().isNotFound();
  }

  @Test
  void tellsEverybodyThatItIsWellAndAdminsWhy() {
    assertThat(json(api.anonymous(), "/actuator/health").toString())
        .isEqualTo("{\"groups\":[\"liveness\",\"readiness\"],\"status\":\"UP\"}");
    assertThat(json(api.as(user, "publish"), "/actuator/health").has("components")).isFalse();
    assertThat(json(api.as(user, "admin"), "/actuator/health").get("components").propertyNames())
        .contains("db", "diskSpace", "livenessState", "readinessState");
    api.anonymous().get().uri("/actuator/health/db").exchange().expectStatus().isNotFound();
  }

  @Test
  void isReadyWithDatabaseAndDisk() {
    assertThat(json(api.anonymous(), "/actuator/health/readiness").toString())
        .isEqualTo("{\"status\":\"UP\"}");
    assertThat(
            json(api.as(user, "admin"), "/actuator/health/readiness")
                .get("components")
                .propertyNames())
        .containsExactlyInAnyOrder("db", "diskSpace", "readinessState");
  }

  @Test
  void livesWhateverItsSurroundingsDo() {
    assertThat(
            json(api.as(user, "admin"), "/actuator/health/liveness")
                .get("components")
                .propertyNames())
        .containsExactly("livenessState");
  }

  @Test
  void saysWhatWasBuilt() {
    JsonNode build = json(api.as(user, "admin"), "/actuator/info").get("build");

    assertThat(build.get("artifact").asString()).isEqualTo("switchboard");
    assertThat(build.get("version").asString()).isNotBlank();
  }

  @Test
  void countsRequestsForPrometheus() {
    api.as(user).get().uri("/api/push/subscriptions").exchange().expectStatus().isOk();

    assertThat(
            api.as(user, "admin")
                .get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody())
        .contains("jvm_memory_used_bytes")
        .contains("hikaricp_connections{pool=\"web\"}", "hikaricp_connections{pool=\"work\"}")
        .containsPattern("http_server_requests_seconds_count\\{.*uri=\"/api/push/subscriptions\"");
  }

  private static JsonNode json(RestTestClient client, String path) {
    return Objects.requireNonNull(
        client
            .get()
            .uri(path)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody());
  }
}
