package io.switchboard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is described is what there is. */
@OnH2
class ApiDescriptionTests {

  @Autowired Api api;
  @Autowired JsonMapper json;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mappings;

  @Test
  void describesEveryEndpointAndNoOther() {
    Set<String> mapped = new TreeSet<>();
    for (RequestMappingInfo mapping : mappings.getHandlerMethods().keySet()) {
      for (String path : mapping.getPatternValues()) {
        if (path.startsWith("/api/")) {
          mapping
              .getMethodsCondition()
              .getMethods()
              .forEach(method -> mapped.add(method.name().toLowerCase() + " " + path));
        }
      }
    }
    Set<String> described = new TreeSet<>();
    description()
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(method -> described.add(method + " " + path.getKey())));

    assertThat(mapped).contains("post /api/publish", "get /api/preferences");
    assertThat(described).isEqualTo(mapped);
  }

  /** Nobody sends the caller as a parameter, and every refusal is a problem. */
  @Test
  void describesWhatIsSentAndRefused() {
    JsonNode document = description();
    JsonNode publish = document.at("/paths/~1api~1publish/post");

    assertThat(publish.at("/requestBody/content/application~1json/schema").isMissingNode())
        .isFalse();
    assertThat(publish.get("tags")).hasToString("[\"channel\"]");
    assertThat(publish.at("/parameters/0/name").asString()).isEqualTo("Idempotency-Key");
    assertThat(publish.at("/responses/default/content/application~1problem+json/schema/$ref"))
        .hasToString("\"#/components/schemas/Problem\"");
    assertThat(document.at("/components/schemas/Problem/properties/code/enum"))
        .anyMatch(code -> code.asString().equals("NOT_FOUND"));
    assertThat(document.toString()).doesNotContain("\"name\":\"caller\"");
  }

  @Test
  void showsItToPeople() {
    String page =
        api.anonymous()
            .get()
            .uri("/swagger-ui/index.html")
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody();

    assertThat(page).contains("swagger-ui");
  }

  private JsonNode description() {
    String text =
        api.anonymous()
            .get()
            .uri("/v3/api-docs")
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody();
    return json.readTree(text);
  }
}
