package io.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Two users cannot see or touch each other's anything. Every endpoint is in exactly one class, and
 * what its class promises is tried; a new endpoint belongs into one before this passes again.
 */
@OnH2
class UserIsolationTests {

  /** What an endpoint looks at to decide whose data it is about. */
  private enum Access {
    /** Nothing: it gives no user's data. */
    PUBLIC,
    /** A secret in the body, which the service gave to one browser only. */
    SECRET,
    /** The token and nothing else: it is always about the caller. */
    CALLER,
    /** An id in the path, which is the caller's or does not exist for him. */
    OWNED,
    /** A channel, of which the rights are the namespace's. */
    CHANNEL,
    /** The authority {@code notify} or {@code admin}. */
    NOTIFY,
    /** The user in the path, who is the caller unless the caller has {@code admin}. */
    SELF_OR_ADMIN,
    /** The authority {@code admin}. */
    ADMIN
  }

  private static final Map<String, Access> ENDPOINTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("POST /api/dev/tokens", Access.PUBLIC),
              Map.entry("POST /api/push/subscriptions/{id}/activation", Access.SECRET),
              Map.entry("POST /api/push/subscriptions/{id}/renewal", Access.SECRET),
              Map.entry("GET /api/config", Access.CALLER),
              Map.entry("GET /api/push/vapid-public-key", Access.CALLER),
              Map.entry("GET /api/preferences", Access.CALLER),
              Map.entry("PUT /api/preferences", Access.CALLER),
              Map.entry("PATCH /api/preferences", Access.CALLER),
              Map.entry("PUT /api/preferences/channels/{channelType}", Access.CALLER),
              Map.entry("GET /api/preferences/explain", Access.CALLER),
              Map.entry("GET /api/preferences/history", Access.CALLER),
              Map.entry("GET /api/preferences/catalogue", Access.CALLER),
              Map.entry("POST /api/tickets", Access.CALLER),
              Map.entry("GET /api/push/subscriptions", Access.CALLER),
              Map.entry("POST /api/push/subscriptions", Access.CALLER),
              Map.entry("GET /api/push/subscriptions/{id}", Access.OWNED),
              Map.entry("PUT /api/push/subscriptions/{id}", Access.OWNED),
              Map.entry("DELETE /api/push/subscriptions/{id}", Access.OWNED),
              Map.entry("POST /api/push/subscriptions/{id}/test", Access.OWNED),
              Map.entry("PUT /api/{resource}/{id}/id_token", Access.CHANNEL),
              Map.entry("POST /api/publish", Access.CHANNEL),
              Map.entry("GET /api/channels/{channel}/events", Access.CHANNEL),
              Map.entry("GET /api/channels/{channel}/messages", Access.CHANNEL),
              Map.entry("POST /api/channels/{channel}/messages", Access.CHANNEL),
              Map.entry("GET /api/channels/{channel}/presence", Access.CHANNEL),
              Map.entry("GET /api/events", Access.CHANNEL),
              Map.entry("POST /api/preferences/preview", Access.NOTIFY),
              Map.entry("GET /api/users/{user}/data", Access.SELF_OR_ADMIN),
              Map.entry("DELETE /api/users/{user}/data", Access.ADMIN),
              Map.entry("GET /api/users/{user}/data/history", Access.SELF_OR_ADMIN),
              Map.entry("GET /api/users/{user}/data/messages", Access.SELF_OR_ADMIN),
              Map.entry("GET /api/users/{user}/sessions", Access.ADMIN),
              Map.entry("DELETE /api/users/{user}/sessions", Access.ADMIN),
              Map.entry("DELETE /api/users/{user}/sessions/{session}", Access.ADMIN),
              Map.entry("GET /api/users/{user}/tenant", Access.ADMIN),
              Map.entry("PUT /api/users/{user}/tenant", Access.ADMIN),
              Map.entry("GET /api/users/{user}/preferences/explain", Access.ADMIN),
              Map.entry(
                  "PUT /api/users/{user}/preferences/suppressions/{channelType}", Access.ADMIN),
              Map.entry(
                  "DELETE /api/users/{user}/preferences/suppressions/{channelType}", Access.ADMIN),
              Map.entry("GET /api/admin/preferences/policies", Access.ADMIN),
              Map.entry("PUT /api/admin/preferences/policies", Access.ADMIN),
              Map.entry("GET /api/admin/preferences/history", Access.ADMIN),
              Map.entry("PUT /api/admin/preferences/policy-types/{name}", Access.ADMIN),
              Map.entry("DELETE /api/admin/preferences/policy-types/{name}", Access.ADMIN),
              Map.entry("PUT /api/admin/preferences/channel-types/{name}", Access.ADMIN),
              Map.entry("DELETE /api/admin/preferences/channel-types/{name}", Access.ADMIN),
              Map.entry("POST /api/log/epoch", Access.ADMIN)));

  /** As long as the secrets that browsers get. */
  private static final String WRONG = "A".repeat(43);

  @Autowired Api api;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mappings;

  private final String alice = Api.newUser("alice");
  private final String bob = Api.newUser("bob");
  private final String secret = "secret-" + UUID.randomUUID();
  private String alicesPush = "";

  @BeforeEach
  void giveAliceSomethingOfEverything() {
    RestTestClient client = api.as(alice);
    call(client, "PUT /api/preferences", choice("marketing", "push", "enabled"));
    call(
        client,
        "PUT /api/preferences/channels/email",
        "{\"address\":\"" + secret + "@example.com\"}");
    alicesPush =
        call(client, "POST /api/push/subscriptions", browser()).body().get("id").asString();
    call(
        api.as("shop", "publish"),
        "POST /api/channels/user:" + alice + "/messages",
        "{\"event\":\"message\",\"data\":\"" + secret + "\"}");
  }

  @Test
  void knowsEveryEndpoint() {
    Set<String> mapped = new TreeSet<>();
    for (RequestMappingInfo mapping : mappings.getHandlerMethods().keySet()) {
      for (String path : mapping.getPatternValues()) {
        if (path.startsWith("/api/")) {
          mapping
              .getMethodsCondition()
              .getMethods()
              .forEach(method -> mapped.add(method + " " + path));
        }
      }
    }
    assertThat(ENDPOINTS.keySet())
        .as("Say in this test whose data a new endpoint is about")
        .isEqualTo(mapped);
  }

  @Test
  void answersNobodyWithoutAToken() {
    Stream.of(Access.values())
        .filter(access -> access != Access.PUBLIC && access != Access.SECRET)
        .flatMap(UserIsolationTests::endpoints)
        .forEach(
            endpoint ->
                assertThat(call(api.anonymous(), ofAlice(endpoint), body(endpoint)).status())
                    .as(endpoint)
                    .isEqualTo(401));
  }

  @Test
  void answersNoOtherUserAboutHisBrowsersWithoutTheirSecrets() {
    for (String endpoint : endpoints(Access.SECRET).toList()) {
      for (RestTestClient client : List.of(api.anonymous(), api.as(bob))) {
        Answer answer = call(client, ofAlice(endpoint), body(endpoint));
        assertThat(answer.status()).as(endpoint + " " + answer).isEqualTo(403);
        assertThat(answer.text()).doesNotContain(alice, secret);
      }
    }
    seesItsOwnUnchanged();
  }

  @Test
  void answersUsersAboutThemselvesOnly() {
    State before = state();
    RestTestClient client = api.as(bob);
    for (String endpoint : endpoints(Access.CALLER).toList()) {
      Answer answer = call(client, ofAlice(endpoint), body(endpoint));
      assertThat(answer.status()).as(endpoint + " " + answer).isBetween(200, 299);
      assertThat(answer.text()).as(endpoint).doesNotContain(alice, secret, alicesPush);
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void hidesWhatIsAnothers() {
    State before = state();
    RestTestClient client = api.as(bob);
    for (String endpoint : endpoints(Access.OWNED).toList()) {
      Answer answer = call(client, ofAlice(endpoint), body(endpoint));
      assertThat(answer.status()).as(endpoint + " " + answer).isEqualTo(404);
      Answer unknown =
          call(client, endpoint.replace("{id}", UUID.randomUUID().toString()), body(endpoint));
      assertThat(answer.body().get("detail")).as(endpoint).isEqualTo(unknown.body().get("detail"));
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void keepsUsersOutOfAnothersChannel() {
    State before = state();
    RestTestClient client = api.as(bob);
    for (String endpoint : endpoints(Access.CHANNEL).toList()) {
      Answer answer = call(client, ofAlice(endpoint), body(endpoint));
      assertThat(answer.text()).as(endpoint).doesNotContain(secret);
      if (endpoint.equals("POST /api/publish")) {
        assertThat(answer.text()).as(endpoint).contains("FORBIDDEN");
      } else {
        assertThat(answer.status()).as(endpoint + " " + answer).isIn(403, 404);
      }
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void leavesToOperatorsWhatIsTheirs() {
    State before = state();
    for (Access access : List.of(Access.ADMIN, Access.SELF_OR_ADMIN, Access.NOTIFY)) {
      for (String endpoint : endpoints(access).toList()) {
        for (RestTestClient client : List.of(api.as(bob), api.as(bob, "publish", "ADMIN"))) {
          Answer answer = call(client, ofAlice(endpoint), body(endpoint));
          assertThat(answer.status()).as(endpoint + " " + answer).isEqualTo(403);
          assertThat(answer.text()).as(endpoint).doesNotContain(alice, secret);
        }
      }
    }
    for (String endpoint : endpoints(Access.ADMIN).toList()) {
      assertThat(call(api.as(bob, "notify"), ofAlice(endpoint), body(endpoint)).status())
          .as(endpoint)
          .isEqualTo(403);
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void keepsEmbedTokensToTheirChannel() {
    State before = state();
    String token =
        call(api.as(alice), "PUT /api/chat/room/id_token", null)
            .body()
            .at("/meta/token")
            .asString();
    RestTestClient embedded = api.bearing(token);
    Stream.of(Access.CALLER, Access.OWNED, Access.NOTIFY, Access.SELF_OR_ADMIN, Access.ADMIN)
        .flatMap(UserIsolationTests::endpoints)
        .forEach(
            endpoint ->
                assertThat(call(embedded, ofAlice(endpoint), body(endpoint)).status())
                    .as(endpoint)
                    .isEqualTo(403));
    assertThat(state()).isEqualTo(before);
  }

  private void seesItsOwnUnchanged() {
    assertThat(state().pushSubscriptions()).contains(alicesPush);
    assertThat(state().preferences()).contains(secret);
  }

  /** Everything that is Alice's, as she sees it. */
  private State state() {
    RestTestClient client = api.as(alice);
    return new State(
        call(client, "GET /api/preferences", null).text(),
        call(client, "GET /api/preferences/history", null).text(),
        call(client, "GET /api/push/subscriptions", null).text(),
        call(client, "GET /api/channels/user:" + alice + "/messages", null).text(),
        call(client, "GET /api/users/" + alice + "/data", null).text());
  }

  private record State(
      String preferences, String history, String pushSubscriptions, String messages, String data) {}

  private static Stream<String> endpoints(Access access) {
    return ENDPOINTS.entrySet().stream()
        .filter(entry -> entry.getValue() == access)
        .map(Map.Entry::getKey);
  }

  /** The address with everything in it that could be Alice's. */
  private String ofAlice(String endpoint) {
    String address =
        endpoint
            .replace("/{resource}/{id}", "/user/" + alice)
            .replace("{id}", alicesPush)
            .replace("{channel}", "user:" + alice)
            .replace("{user}", alice)
            .replace("{session}", UUID.randomUUID().toString())
            .replace("{channelType}", "email")
            .replace("{name}", "surveys");
    if (address.endsWith("/explain")) {
      return address + "?policyType=social&channelType=email&user=" + alice;
    }
    return address.equals("GET /api/events") ? address + "?channel=user:" + alice : address;
  }

  /** A body that would be accepted, but for secrets. */
  private @Nullable String body(String endpoint) {
    String method = endpoint.substring(0, endpoint.indexOf(' '));
    if (method.equals("GET") || method.equals("DELETE")) {
      return null;
    }
    return switch (endpoint) {
      case "PUT /api/preferences" -> choice("social", "email", "disabled");
      case "PATCH /api/preferences" ->
          "{\"preferences\":[" + choice("social", "push", "disabled") + "]}";
      case "PUT /api/preferences/channels/{channelType}" -> "{\"address\":\"bob@example.com\"}";
      case "POST /api/push/subscriptions/{id}/activation" -> "{\"token\":\"" + WRONG + "\"}";
      case "POST /api/push/subscriptions/{id}/renewal" ->
          "{\"renewal\":\"" + WRONG + "\",\"subscription\":" + browser() + "}";
      case "POST /api/push/subscriptions", "PUT /api/push/subscriptions/{id}" -> browser();
      case "POST /api/preferences/preview" ->
          "{\"policyType\":\"social\",\"recipients\":{\"users\":[\"" + alice + "\"]}}";
      case "POST /api/publish" ->
          "{\"messages\":[{\"channel\":\"user:" + alice + "\",\"event\":\"m\",\"data\":1}]}";
      case "POST /api/channels/{channel}/messages" -> "{\"event\":\"m\",\"data\":1}";
      case "PUT /api/users/{user}/tenant" -> "{\"tenant\":\"acme\"}";
      case "PUT /api/users/{user}/preferences/suppressions/{channelType}" ->
          "{\"reason\":\"bounced\"}";
      case "PUT /api/admin/preferences/policies" -> choice("social", "email", "forbidden");
      case "PUT /api/admin/preferences/policy-types/{name}" -> "{\"class\":\"marketing\"}";
      default -> "{}";
    };
  }

  private static String choice(String policyType, String channelType, String setting) {
    return "{\"policyType\":\"%s\",\"channelType\":\"%s\",\"policySetting\":\"%s\"}"
        .formatted(policyType, channelType, setting);
  }

  /** A browser nobody knows yet. Its key is some point on the curve. */
  private String browser() {
    String point =
        call(api.as(bob), "GET /api/push/vapid-public-key", null)
            .body()
            .get("publicKey")
            .asString();
    String auth = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[16]);
    return "{\"endpoint\":\"https://fcm.googleapis.com/fcm/send/%s\",\"expirationTime\":null,"
            .formatted(UUID.randomUUID())
        + "\"keys\":{\"p256dh\":\"%s\",\"auth\":\"%s\"}}".formatted(point, auth);
  }

  private static Answer call(RestTestClient client, String endpoint, @Nullable String body) {
    String[] parts = endpoint.split(" ", 2);
    var request = client.method(HttpMethod.valueOf(parts[0])).uri(parts[1]).header("If-Match", "*");
    return Answer.of(request, body);
  }

  private record Answer(int status, String text, JsonNode body) {

    static Answer of(RestTestClient.RequestBodySpec request, @Nullable String body) {
      var result =
          (body == null ? request : request.contentType(MediaType.APPLICATION_JSON).body(body))
              .exchange()
              .expectBody(JsonNode.class)
              .returnResult();
      JsonNode json =
          Objects.requireNonNullElse(result.getResponseBody(), MissingNode.getInstance());
      return new Answer(result.getStatus().value(), json.toString(), json);
    }
  }
}
