package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.push.crypto.P256;
import io.switchboard.security.Encryption;
import io.switchboard.shared.Sha256;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** Push subscriptions as users register them by REST and as the database keeps them. */
abstract class PushSubscriptionsContract {

  private static final String PATH = "/api/push/subscriptions";

  @OnH2
  static class OnH2Tests extends PushSubscriptionsContract {}

  @OnPostgres
  static class OnPostgresTests extends PushSubscriptionsContract {}

  @Autowired Api api;
  @Autowired JdbcClient jdbc;
  @Autowired Encryption encryption;

  private final String alice = Api.newUser("alice");
  private final String bob = Api.newUser("bob");

  @Test
  void givesThePublicKeyThatBrowsersSubscribeUnder() {
    String key =
        read(api.as(alice).get().uri("/api/push/vapid-public-key"), 200)
            .get("publicKey")
            .asString();

    assertThat(key).doesNotContain("=").hasSize(87);
    assertThat(P256.publicKey(Base64.getUrlDecoder().decode(key))).isNotNull();
  }

  @Test
  void registersWhatABrowserGives() {
    String endpoint = Browser.newEndpoint();
    EntityExchangeResult<JsonNode> answer =
        exchange(api.as(alice).post().uri(PATH).body(Browser.subscription(endpoint)));

    assertThat(answer.getStatus().value()).isEqualTo(201);
    JsonNode body = Objects.requireNonNull(answer.getResponseBody());
    assertThat(body.propertyNames()).containsExactlyInAnyOrder("id", "host", "state", "createdAt");
    assertThat(body.get("host").asString()).isEqualTo("fcm.googleapis.com");
    assertThat(body.get("state").asString()).isEqualTo("pending");
    String location = String.valueOf(answer.getResponseHeaders().getLocation());
    assertThat(location).isEqualTo(PATH + "/" + body.get("id").asString());
    assertThat(read(api.as(alice).get().uri(location), 200)).isEqualTo(body);
    assertThat(list(alice)).containsExactly(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", \"expirationTime\": null", ", \"expirationTime\": 4102444800000"})
  void acceptsEveryWayToSayWhenItEnds(String expirationTime) {
    String json =
        """
        {"endpoint": "%s", "keys": {"p256dh": "%s", "auth": "%s"}%s}\
        """
            .formatted(Browser.newEndpoint(), Browser.p256dh(), Browser.auth(), expirationTime);

    exchangeJson(api.as(alice).post().uri(PATH), json, 201);
  }

  @Test
  void acceptsKeysWithPadding() {
    Map<String, String> keys =
        Map.of("p256dh", Browser.p256dh() + "=", "auth", Browser.auth() + "==");

    read(
        api.as(alice).post().uri(PATH).body(Browser.subscription(Browser.newEndpoint(), keys)),
        201);
  }

  @Test
  void renewsWhatTheSameUserRegistersAgain() {
    String endpoint = Browser.newEndpoint();
    JsonNode first = register(alice, Browser.subscription(endpoint), 201);
    String oldKeys = storedKeys(first);

    JsonNode second = register(alice, Browser.subscription(endpoint), 200);

    assertThat(second).isEqualTo(first);
    assertThat(list(alice)).containsExactly(first);
    assertThat(storedKeys(first)).isNotEqualTo(oldKeys);
  }

  @Test
  void movesABrowserToTheUserWhoRegisteredItLast() {
    String endpoint = Browser.newEndpoint();
    Map<String, Object> browser = Browser.subscription(endpoint);
    JsonNode of = register(alice, browser, 201);

    JsonNode now = register(bob, browser, 201);

    assertThat(list(alice)).isEmpty();
    assertThat(list(bob)).containsExactly(now);
    assertThat(now.get("id")).isNotEqualTo(of.get("id"));
    assertThat(rows(endpoint)).isEqualTo(1);
  }

  /** Once it was enough to know somebody's endpoint to end what he gets. */
  @Test
  void leavesABrowserToItsUserWhenAnotherComesWithOtherKeys() {
    String endpoint = Browser.newEndpoint();
    JsonNode ofAlice = register(alice, Browser.subscription(endpoint), 201);
    JsonNode ofBob = register(bob, Browser.subscription(Browser.newEndpoint()), 201);

    replace(bob, ofBob, Browser.subscription(endpoint));
    JsonNode claimed = register(bob, Browser.subscription(endpoint), 200);

    assertThat(claimed.get("state").asString()).isEqualTo("pending");
    assertThat(list(alice)).containsExactly(ofAlice);
    assertThat(rows(endpoint)).isEqualTo(2);
  }

  @Test
  void knowsABrowserHoweverItsEndpointIsEscaped() {
    Map<String, Object> browser = Browser.subscription("https://fcm.googleapis.com/fcm/send/ab%2f");
    JsonNode first = register(alice, browser, 201);
    browser.put("endpoint", "https://fcm.googleapis.com/%66cm/send/%61b%2F");

    assertThat(register(alice, browser, 200).get("id")).isEqualTo(first.get("id"));
    assertThat(list(alice)).hasSize(1);
  }

  @Test
  void holdsUsersToARateOfRegistrations() {
    JsonNode mine = register(alice, Browser.subscription(Browser.newEndpoint()), 201);
    String address = PATH + "/" + mine.get("id").asString();
    List<EntityExchangeResult<JsonNode>> answers =
        IntStream.range(0, 60)
            .mapToObj(
                _ ->
                    exchange(
                        api.as(alice)
                            .put()
                            .uri(address)
                            .body(Browser.subscription(Browser.newEndpoint()))))
            .filter(answer -> answer.getStatus().value() != 200)
            .toList();

    assertThat(answers).isNotEmpty();
    assertCode(answers.getFirst(), 429, "LIMIT_EXCEEDED");
    assertThat(answers.getFirst().getResponseHeaders().getFirst("Retry-After")).isEqualTo("1");
    register(bob, Browser.subscription(Browser.newEndpoint()), 201);
  }

  @Test
  void keepsUsersApart() {
    JsonNode ofAlice = register(alice, Browser.subscription(Browser.newEndpoint()), 201);
    String address = PATH + "/" + ofAlice.get("id").asString();
    Map<String, Object> other = Browser.subscription(Browser.newEndpoint());

    assertThat(list(bob)).isEmpty();
    assertCode(exchange(api.as(bob).get().uri(address)), 404, "NOT_FOUND");
    assertCode(exchange(api.as(bob).put().uri(address).body(other)), 404, "NOT_FOUND");
    assertCode(exchange(api.as(bob).delete().uri(address)), 404, "NOT_FOUND");
    assertCode(exchange(api.as(bob, "admin").get().uri(address)), 404, "NOT_FOUND");
    assertThat(list(alice)).containsExactly(ofAlice);
  }

  @Test
  void answersNotFoundForWhatNeverWas() {
    String address = PATH + "/" + UUID.randomUUID();

    assertCode(exchange(api.as(alice).get().uri(address)), 404, "NOT_FOUND");
    assertCode(exchange(api.as(alice).delete().uri(address)), 404, "NOT_FOUND");
    assertCode(exchange(api.as(alice).get().uri(PATH + "/none")), 400, "INVALID_VALUE");
  }

  @Test
  void needsAToken() {
    assertCode(exchange(api.anonymous().get().uri(PATH)), 401, "UNAUTHENTICATED");
    assertCode(
        exchange(api.anonymous().get().uri("/api/push/vapid-public-key")), 401, "UNAUTHENTICATED");
  }

  @Test
  void replacesEndpointAndKeys() {
    String before = Browser.newEndpoint();
    JsonNode first = register(alice, Browser.subscription(before), 201);
    String oldKeys = storedKeys(first);
    String after = "https://updates.push.services.mozilla.com/wpush/v2/" + UUID.randomUUID();

    JsonNode second = replace(alice, first, Browser.subscription(after));

    assertThat(second.get("id")).isEqualTo(first.get("id"));
    assertThat(second.get("createdAt")).isEqualTo(first.get("createdAt"));
    assertThat(second.get("host").asString()).isEqualTo("updates.push.services.mozilla.com");
    assertThat(storedKeys(first)).isNotEqualTo(oldKeys);
    assertThat(rows(before)).isZero();
    assertThat(rows(after)).isEqualTo(1);
  }

  @Test
  void replacesByAnEndpointThatIsAlreadyStored() {
    String endpoint = Browser.newEndpoint();
    JsonNode mine = register(alice, Browser.subscription(Browser.newEndpoint()), 201);
    register(alice, Browser.subscription(endpoint), 201);
    assertThat(replace(alice, mine, Browser.subscription(endpoint)).get("id"))
        .isEqualTo(mine.get("id"));
    assertThat(list(alice)).hasSize(1);

    Map<String, Object> ofBob = Browser.subscription(Browser.newEndpoint());
    register(bob, ofBob, 201);
    replace(alice, mine, ofBob);
    assertThat(list(bob)).isEmpty();
    assertThat(rows(String.valueOf(ofBob.get("endpoint")))).isEqualTo(1);
  }

  @Test
  void removesOnce() {
    JsonNode stored = register(alice, Browser.subscription(Browser.newEndpoint()), 201);
    String address = PATH + "/" + stored.get("id").asString();

    api.as(alice).delete().uri(address).exchange().expectStatus().isNoContent();
    assertCode(exchange(api.as(alice).delete().uri(address)), 404, "NOT_FOUND");
    assertThat(list(alice)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/push",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/push",
        "https://2130706433/push",
        "https://fcm.googleapis.com.evil.example/",
        "https://fcm.googleapis.com:8443/",
        "https://alice@fcm.googleapis.com/",
        "https://fcm.googleapis.com./",
        "http://fcm.googleapis.com/",
      })
  void refusesEndpointThatIsNoPushService(String endpoint) {
    JsonNode mine = register(alice, Browser.subscription(Browser.newEndpoint()), 201);
    String address = PATH + "/" + mine.get("id").asString();
    Map<String, Object> attack = Browser.subscription(endpoint);

    assertCode(exchange(api.as(alice).post().uri(PATH).body(attack)), 422, "ENDPOINT_NOT_ALLOWED");
    assertCode(
        exchange(api.as(alice).put().uri(address).body(attack)), 422, "ENDPOINT_NOT_ALLOWED");
    assertThat(list(alice)).containsExactly(mine);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "{\"endpoint\": null, \"keys\": %KEYS%}",
        "{\"endpoint\": 5, \"keys\": %KEYS%}",
        "{\"endpoint\": true, \"keys\": %KEYS%}",
        "{\"endpoint\": %ENDPOINT%}",
        "{\"endpoint\": %ENDPOINT%, \"keys\": null}",
        "{\"endpoint\": %ENDPOINT%, \"keys\": {}}",
        "{\"endpoint\": %ENDPOINT%, \"keys\": {\"p256dh\": \"AAAA\", \"auth\": %AUTH%}}",
        "{\"endpoint\": %ENDPOINT%, \"keys\": {\"p256dh\": %BESIDE%, \"auth\": %AUTH%}}",
        "{\"endpoint\": %ENDPOINT%, \"keys\": {\"p256dh\": \"*\", \"auth\": %AUTH%}}",
        "{\"endpoint\": %ENDPOINT%, \"keys\": {\"p256dh\": %P256DH%, \"auth\": \"AAAA\"}}",
        "{\"endpoint\": %ENDPOINT%, \"keys\": {\"p256dh\": %P256DH%, \"auth\": \"*\"}}",
        "{\"endpoint\": %ENDPOINT%, \"keys\": {\"p256dh\": %P256DH%}}",
        "{\"endpoint\": %ENDPOINT%, \"keys\": %KEYS%, \"expirationTime\": -1}",
        "{\"endpoint\": %ENDPOINT%, \"keys\": %KEYS%, \"expirationTime\": \"soon\"}",
        "{\"endpoint\": %ENDPOINT%, \"keys\": %KEYS%, \"expirationTime\": 9e18}",
      })
  void refusesBodyWithWrongValue(String template) {
    EntityExchangeResult<JsonNode> answer = exchangeJson(template);

    assertCode(
        answer, 400, List.of("null", "[]").contains(template) ? "BAD_JSON" : "INVALID_VALUE");
    assertThat(list(alice)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"endpoint\": %ENDPOINT%, \"keys\": %KEYS%, \"options\": {}}",
        "{\"endpoint\": %ENDPOINT%, \"keys\": %KEYS%, \"owner\": \"bob\"}",
        "{\"endpoint\": %ENDPOINT%, \"keys\": {\"p256dh\": %P256DH%, \"auth\": %AUTH%, \"x\": 1}}",
      })
  void refusesUnknownFields(String template) {
    assertCode(exchangeJson(template), 400, "UNKNOWN_FIELD");
    assertThat(list(alice)).isEmpty();
  }

  @Test
  void keepsTheTwentyThatWereRenewedLast() {
    List<JsonNode> registered = new ArrayList<>();
    String firstEndpoint = Browser.newEndpoint();
    registered.add(register(alice, Browser.subscription(firstEndpoint), 201));
    for (int i = 1; i < 20; i++) {
      registered.add(register(alice, Browser.subscription(Browser.newEndpoint()), 201));
    }
    register(alice, Browser.subscription(firstEndpoint), 200);

    JsonNode newest = register(alice, Browser.subscription(Browser.newEndpoint()), 201);

    assertThat(list(alice))
        .hasSize(20)
        .contains(newest, registered.getFirst())
        .doesNotContain(registered.get(1));
  }

  @Test
  void storesOneRowOfEachUserForManyConcurrentRegistrations() throws Exception {
    String endpoint = Browser.newEndpoint();
    List<RestTestClient> users = List.of(api.as(alice), api.as(bob));
    List<Callable<Integer>> requests =
        IntStream.range(0, 48)
            .mapToObj(
                i ->
                    (Callable<Integer>)
                        () ->
                            exchange(
                                    users
                                        .get(i % 2)
                                        .post()
                                        .uri(PATH)
                                        .body(Browser.subscription(endpoint)))
                                .getStatus()
                                .value())
            .toList();

    try (var threads = Executors.newFixedThreadPool(8)) {
      assertThat(threads.invokeAll(requests).stream().map(Future::resultNow))
          .isSubsetOf(200, 201)
          .contains(201);
    }
    assertThat(rows(endpoint)).isEqualTo(2);
    assertThat(list(alice)).hasSize(1);
    assertThat(list(bob)).hasSize(1);
  }

  @Test
  void createsOnceForTheSameUsersConcurrentRegistrations() throws Exception {
    String endpoint = Browser.newEndpoint();
    RestTestClient user = api.as(alice);
    Callable<Integer> request =
        () ->
            exchange(user.post().uri(PATH).body(Browser.subscription(endpoint)))
                .getStatus()
                .value();

    try (var threads = Executors.newFixedThreadPool(2)) {
      assertThat(threads.invokeAll(List.of(request, request)).stream().map(Future::resultNow))
          .containsExactlyInAnyOrder(200, 201);
    }
    assertThat(list(alice)).hasSize(1);
  }

  @Test
  void keepsEndpointAndSecretUnreadableInTheDatabase() {
    String endpoint = Browser.newEndpoint();
    String auth = Browser.auth();
    JsonNode registered =
        register(
            alice,
            Browser.subscription(endpoint, Map.of("p256dh", Browser.p256dh(), "auth", auth)),
            201);
    String id = registered.get("id").asString();

    Map<String, Object> row = row(id);

    String secretPart = endpoint.substring(endpoint.lastIndexOf('/') + 1);
    assertThat(row.values())
        .noneSatisfy(value -> assertThat(text(value)).contains(secretPart))
        .noneSatisfy(value -> assertThat(text(value)).contains("/fcm/send/"))
        .noneSatisfy(value -> assertThat(text(value)).contains(auth));
    assertThat(open(row, "endpoint", id)).isEqualTo(endpoint);
    assertThat(open(row, "auth", id)).isEqualTo(auth);
    assertThat(row)
        .containsEntry("ENDPOINT_HASH", Sha256.hex(endpoint.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void saysWhenABrowserMustSubscribeAgain() {
    Map<String, Object> browser = Browser.subscription(Browser.newEndpoint());
    String id = register(alice, browser, 201).get("id").asString();
    jdbc.sql("update push_subscription set vapid_key_id = 'another' where id = ?")
        .param(UUID.fromString(id))
        .update();
    assertThat(list(alice).getFirst().get("state").asString()).isEqualTo("resubscribe");

    assertThat(register(alice, browser, 200).get("state").asString()).isEqualTo("resubscribe");
    assertThat(row(id)).containsEntry("VAPID_KEY_ID", "another");

    Map<String, Object> fresh = Browser.subscription(Browser.newEndpoint());
    assertThat(replace(alice, list(alice).getFirst(), fresh).get("state").asString())
        .isEqualTo("pending");
    fresh.put("expirationTime", 1_000L);
    assertThat(register(alice, fresh, 200).get("state").asString()).isEqualTo("expired");
  }

  /** The push service said so; asking it once more would not change its mind. */
  @Test
  void wantsANewSubscriptionAgainUntilItGetsOne() {
    Map<String, Object> browser = Browser.subscription(Browser.newEndpoint());
    String id = register(alice, browser, 201).get("id").asString();
    jdbc.sql("update push_subscription set state = 'RESUBSCRIBE' where id = ?")
        .param(UUID.fromString(id))
        .update();

    assertThat(register(alice, browser, 200).get("state").asString()).isEqualTo("resubscribe");
  }

  @Test
  void takesTheKeyThatABrowserSubscribedUnder() {
    Map<String, Object> browser = Browser.subscription(Browser.newEndpoint());
    browser.put("applicationServerKey", Browser.p256dh());
    EntityExchangeResult<JsonNode> refused = exchange(api.as(alice).post().uri(PATH).body(browser));
    assertCode(refused, 400, "INVALID_VALUE");
    assertThat(String.valueOf(refused.getResponseBody()))
        .contains("applicationServerKey", "/api/push/vapid-public-key");
    assertThat(list(alice)).isEmpty();

    browser.put(
        "applicationServerKey",
        read(api.as(alice).get().uri("/api/push/vapid-public-key"), 200)
            .get("publicKey")
            .asString());
    JsonNode registered = register(alice, browser, 201);
    jdbc.sql("update push_subscription set vapid_key_id = 'another' where id = ?")
        .param(UUID.fromString(registered.get("id").asString()))
        .update();

    assertThat(register(alice, browser, 200).get("state").asString()).isEqualTo("pending");
  }

  private JsonNode register(String user, Map<String, Object> subscription, int status) {
    return read(api.as(user).post().uri(PATH).body(subscription), status);
  }

  private JsonNode replace(String user, JsonNode stored, Map<String, Object> subscription) {
    String address = PATH + "/" + stored.get("id").asString();
    return read(api.as(user).put().uri(address).body(subscription), 200);
  }

  private List<JsonNode> list(String user) {
    List<JsonNode> subscriptions = new ArrayList<>();
    read(api.as(user).get().uri(PATH), 200).get("subscriptions").forEach(subscriptions::add);
    return subscriptions;
  }

  private EntityExchangeResult<JsonNode> exchangeJson(String template) {
    String p256dh = Browser.p256dh();
    byte[] beside = Base64.getUrlDecoder().decode(p256dh);
    beside[64] ^= 1;
    String json =
        template
            .replace("%KEYS%", "{\"p256dh\": %P256DH%, \"auth\": %AUTH%}")
            .replace("%ENDPOINT%", "\"" + Browser.newEndpoint() + "\"")
            .replace("%P256DH%", "\"" + p256dh + "\"")
            .replace("%AUTH%", "\"" + Browser.auth() + "\"")
            .replace("%BESIDE%", "\"" + Browser.base64url(beside) + "\"");
    return exchange(
        api.as(alice).post().uri(PATH).contentType(MediaType.APPLICATION_JSON).body(json));
  }

  private static void exchangeJson(
      RestTestClient.RequestBodySpec request, String json, int status) {
    read(request.contentType(MediaType.APPLICATION_JSON).body(json), status);
  }

  private static EntityExchangeResult<JsonNode> exchange(
      RestTestClient.RequestHeadersSpec<?> request) {
    return request.exchange().expectBody(JsonNode.class).returnResult();
  }

  private static JsonNode read(RestTestClient.RequestHeadersSpec<?> request, int status) {
    EntityExchangeResult<JsonNode> answer = exchange(request);
    assertThat(answer.getStatus().value())
        .as(() -> "" + answer.getResponseBody())
        .isEqualTo(status);
    return Objects.requireNonNull(answer.getResponseBody());
  }

  private static void assertCode(EntityExchangeResult<JsonNode> answer, int status, String code) {
    JsonNode problem = Objects.requireNonNull(answer.getResponseBody());
    assertThat(answer.getStatus().value()).as(problem::toString).isEqualTo(status);
    assertThat(problem.get("code").asString()).isEqualTo(code);
    assertThat(problem.toString()).doesNotContain("/send/", "169.254", "Exception");
  }

  private int rows(String endpoint) {
    return jdbc.sql("select count(*) from push_subscription where endpoint_hash = ?")
        .param(Sha256.hex(endpoint.getBytes(StandardCharsets.US_ASCII)))
        .query(Integer.class)
        .single();
  }

  private String storedKeys(JsonNode subscription) {
    String id = subscription.get("id").asString();
    Map<String, Object> row = row(id);
    return Browser.base64url((byte[]) Objects.requireNonNull(row.get("P256DH")))
        + open(row, "auth", id);
  }

  private Map<String, Object> row(String id) {
    Map<String, Object> row = new HashMap<>();
    jdbc.sql("select * from push_subscription where id = ?")
        .param(UUID.fromString(id))
        .query()
        .singleRow()
        .forEach((column, value) -> row.put(column.toUpperCase(Locale.ROOT), value));
    return row;
  }

  private String open(Map<String, Object> row, String column, String id) {
    byte[] sealed = (byte[]) row.get(column.toUpperCase(Locale.ROOT));
    return encryption.open(
        Objects.requireNonNull(sealed), "push_subscription." + column + " " + id);
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.ISO_8859_1)
        : String.valueOf(value);
  }
}
