package io.switchboard.preference;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** One user at the preferences' REST endpoints. */
final class PreferenceClient {

  private final RestTestClient client;

  PreferenceClient(RestTestClient client) {
    this.client = client;
  }

  /** A user who has never been here. */
  static PreferenceClient newUser(Api api) {
    return new PreferenceClient(api.as(Api.newUser("alice")));
  }

  Answer read() {
    return answer(client.get().uri("/api/preferences"));
  }

  /** Reads, telling the service what is known already. */
  Answer readUnless(String ifNoneMatch) {
    return answer(client.get().uri("/api/preferences").header("If-None-Match", ifNoneMatch));
  }

  Answer put(String policyType, String channelType, String setting) {
    return put(choice(policyType, channelType, setting), null);
  }

  Answer put(String body, @Nullable String ifMatch) {
    return send(HttpMethod.PUT, "", body, ifMatch);
  }

  Answer patch(@Nullable String ifMatch, String... choices) {
    return patchBody("{\"preferences\":[" + String.join(",", choices) + "]}", ifMatch);
  }

  Answer patchBody(String body, @Nullable String ifMatch) {
    return send(HttpMethod.PATCH, "", body, ifMatch);
  }

  Answer configure(String channelType, String body) {
    return configure(channelType, body, null);
  }

  Answer configure(String channelType, String body, @Nullable String ifMatch) {
    return send(HttpMethod.PUT, "/channels/" + channelType, body, ifMatch);
  }

  static String choice(String policyType, String channelType, String setting) {
    return "{\"policyType\":\"%s\",\"channelType\":\"%s\",\"policySetting\":\"%s\"}"
        .formatted(policyType, channelType, setting);
  }

  /** The cells of the shipped catalogue, in no broad row. */
  static List<String> cells(String setting) {
    return Stream.of("transactional", "security", "social", "marketing")
        .flatMap(
            policyType ->
                Stream.of("in_app", "push", "email", "webhook")
                    .map(channelType -> choice(policyType, channelType, setting)))
        .toList();
  }

  /** Sends one request per input, all at once. */
  static List<Answer> concurrently(List<String> inputs, Function<String, Answer> request)
      throws InterruptedException {
    try (var threads = Executors.newFixedThreadPool(inputs.size())) {
      List<Callable<Answer>> requests =
          inputs.stream().<Callable<Answer>>map(input -> () -> request.apply(input)).toList();
      return threads.invokeAll(requests).stream().map(Future::resultNow).toList();
    }
  }

  /**
   * @param variables what stands in its braces, encoded
   */
  Answer get(String uri, Object... variables) {
    return answer(client.get().uri(uri, variables));
  }

  /**
   * @param body {@code null} to send none
   */
  Answer send(String method, String path, @Nullable String body) {
    var request = client.method(HttpMethod.valueOf(method)).uri(path);
    return answer(
        body == null ? request : request.contentType(MediaType.APPLICATION_JSON).body(body));
  }

  private Answer send(HttpMethod method, String path, String body, @Nullable String ifMatch) {
    var request =
        client
            .method(method)
            .uri("/api/preferences" + path)
            .contentType(MediaType.APPLICATION_JSON)
            .body(body);
    return answer(ifMatch == null ? request : request.header("If-Match", ifMatch));
  }

  private static Answer answer(RestTestClient.RequestHeadersSpec<?> request) {
    var result = request.exchange().expectBody(JsonNode.class).returnResult();
    return new Answer(
        result.getStatus().value(),
        Objects.requireNonNullElse(result.getResponseHeaders().getETag(), ""),
        Objects.requireNonNullElse(result.getResponseBody(), MissingNode.getInstance()));
  }

  /**
   * @param tag the entity tag, empty if there was none
   */
  record Answer(int status, String tag, JsonNode body) {

    /** Per {@code policyType/channelType} the setting, what is effective, and its source. */
    Map<String, String> rows() {
      Map<String, String> rows = new LinkedHashMap<>();
      for (JsonNode row : body.get("preferences")) {
        rows.put(
            text(row, "policyType") + "/" + text(row, "channelType"),
            text(row, "policySetting") + " " + text(row, "effective") + " " + text(row, "source"));
      }
      return rows;
    }

    String channels() {
      return body.get("channels").toString();
    }

    void isProblem(int expected, String code) {
      assertThat(status).as("status of %s", body).isEqualTo(expected);
      assertThat(text(body, "code")).as("code of %s", body).isEqualTo(code);
      assertThat(body.get("temporary").booleanValue()).isFalse();
    }

    void isProblem(int expected, String code, String field) {
      isProblem(expected, code);
      assertThat(body.at("/errors/0/field").asString()).as("field of %s", body).isEqualTo(field);
    }

    private static String text(JsonNode node, String name) {
      return node.get(name).asString();
    }
  }
}
