package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.push.crypto.P256;
import io.switchboard.security.Encryption;
import io.switchboard.shared.UserId;
import io.switchboard.testing.Node;
import io.switchboard.testing.PushClient;
import io.switchboard.testing.PushReceiver;
import io.switchboard.testing.PushReceiver.Answer;
import io.switchboard.testing.PushReceiver.Received;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** A new pair of VAPID keys while browsers are subscribed under the one before. */
class VapidRotationTests {

  private final KeyPair before = P256.generate();
  private final KeyPair now = P256.generate();
  private final List<Received> received = new CopyOnWriteArrayList<>();

  @BeforeEach
  void acceptPushes() {
    PushServices.ANSWERS.put(
        "rotation",
        push -> {
          received.add(push);
          return Answer.of(201);
        });
  }

  @Test
  void pushesUnderTheOldKeyUntilNobodyNeedsIt() {
    try (Node node = Node.start(settings(), PushServices.Addresses.class)) {
      PushClient old = new PushClient("https://fcm.googleapis.com/rotation/1");
      PushSubscriptionId id = stored(node, old, node.bean(Vapid.class).previousKeyIds().getFirst());
      assertThat(publicKey(node)).isEqualTo(text(now));

      node.bean(PushMessages.class).enqueue(List.of(id), message());
      await().until(() -> received.size() == 1);

      assertThat(received.getFirst().headers().get("authorization")).endsWith("k=" + text(before));
      assertThat(old.decrypt(received.getFirst().body())).contains("News");
      assertThat(state(node, id)).isEqualTo("resubscribe");
      assertThat(health(node)).contains("needed by 1");

      node.bean(JdbcTemplate.class)
          .update("delete from push_subscription where id = ?", id.value());
      assertThat(health(node)).contains("retirable");
    }
  }

  /**
   * As the page does at every load. Once that stamped the new key on the old subscription, to which
   * nothing could be pushed from then on.
   */
  @Test
  void keepsPushingToABrowserThatRegistersAgainUntilItHasSubscribedAnew() {
    try (Node node = Node.start(settings(), PushServices.Addresses.class)) {
      PushClient old = new PushClient("https://fcm.googleapis.com/rotation/3");
      PushSubscriptionId id = stored(node, old, node.bean(Vapid.class).previousKeyIds().getFirst());
      String owner = owner(node, id);

      assertThat(send(node, "POST", owner, "", old.subscription(), 200)).isEqualTo("resubscribe");
      assertThat(send(node, "POST", owner, "", under(before, old), 200)).isEqualTo("resubscribe");
      assertThat(health(node)).contains("needed by 1");
      node.bean(PushMessages.class).enqueue(new UserId(owner), message());
      await().until(() -> received.size() == 1);
      assertThat(received.getFirst().headers().get("authorization")).endsWith("k=" + text(before));
      assertThat(old.decrypt(received.getFirst().body())).contains("News");

      PushClient fresh = new PushClient("https://fcm.googleapis.com/rotation/4");
      assertThat(send(node, "PUT", owner, "/" + id, under(now, fresh), 200)).isEqualTo("pending");
      await().until(() -> received.size() == 2);
      assertThat(received.getLast().headers().get("authorization")).endsWith("k=" + text(now));
      assertThat(fresh.decrypt(received.getLast().body())).contains("activation");
      assertThat(health(node)).contains("retirable");
    }
  }

  @Test
  void takesNewBrowsersOfTheOldKeyButNoneOfAForeignOne() {
    try (Node node = Node.start(settings(), PushServices.Addresses.class)) {
      PushClient old = new PushClient("https://fcm.googleapis.com/rotation/5");
      assertThat(send(node, "POST", "alice", "", under(before, old), 201)).isEqualTo("resubscribe");
      assertThat(health(node)).contains("needed by 1");

      PushClient foreign = new PushClient("https://fcm.googleapis.com/rotation/6");
      send(node, "POST", "alice", "", under(P256.generate(), foreign), 400);
    }
  }

  /** The service lost the pair: nobody can push to this browser any more. */
  @Test
  void wantsANewSubscriptionWhereItsKeyIsUnknown() {
    try (Node node = Node.start(settings(), PushServices.Addresses.class)) {
      PushSubscriptionId id =
          stored(node, new PushClient("https://fcm.googleapis.com/rotation/2"), "unknown");

      node.bean(PushMessages.class).enqueue(List.of(id), message());

      await()
          .until(
              () ->
                  "RESUBSCRIBE"
                      .equals(
                          node.bean(JdbcTemplate.class)
                              .queryForObject(
                                  "select state from push_subscription where id = ?",
                                  String.class,
                                  id.value())));
      assertThat(received).isEmpty();
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(PushReceiver.trusting());
    String prefix = "switchboard.push.vapid.";
    settings.put(prefix + "public-key", text(now));
    settings.put(prefix + "private-key", secret(now));
    settings.put(prefix + "previous[0].public-key", text(before));
    settings.put(prefix + "previous[0].private-key", secret(before));
    return settings;
  }

  private static PushSubscriptionId stored(Node node, PushClient browser, String keyId) {
    return StoredPushes.store(
            List.of(browser), keyId, node.bean(Encryption.class), node.bean(JdbcTemplate.class))
        .getFirst();
  }

  private static String publicKey(Node node) {
    return get(node, "alice", "/api/push/vapid-public-key").get("publicKey").asString();
  }

  private static String state(Node node, PushSubscriptionId id) {
    return get(node, owner(node, id), "/api/push/subscriptions/" + id).get("state").asString();
  }

  private static String owner(Node node, PushSubscriptionId id) {
    return String.valueOf(
        node.bean(JdbcTemplate.class)
            .queryForObject(
                "select owner from push_subscription where id = ?", String.class, id.value()));
  }

  /** What the client library says of a subscription that was made under that key. */
  private static Map<String, Object> under(KeyPair key, PushClient browser) {
    Map<String, Object> json = browser.subscription();
    json.put("applicationServerKey", text(key));
    return json;
  }

  /** The state in the answer. */
  private static String send(
      Node node, String method, String user, String path, Map<String, Object> body, int status) {
    JsonNode answer =
        node.api()
            .as(user)
            .method(HttpMethod.valueOf(method))
            .uri("/api/push/subscriptions" + path)
            .body(body)
            .exchange()
            .expectStatus()
            .isEqualTo(status)
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody();
    return answer == null ? "" : answer.path("state").asString("");
  }

  private static String health(Node node) {
    return get(node, "root", "/actuator/health/push").at("/details/previousKeys").toString();
  }

  private static JsonNode get(Node node, String user, String path) {
    JsonNode body =
        node.api()
            .as(user, "admin")
            .get()
            .uri(path)
            .exchange()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody();
    if (body == null) {
      throw new AssertionError("no body");
    }
    return body;
  }

  private static PushMessage message() {
    return new PushMessage(
        "1",
        new PushContent("News", null, "/", null, Map.of()),
        Duration.ofHours(1),
        Urgency.NORMAL,
        null);
  }

  private static String text(KeyPair pair) {
    return Browser.base64url(P256.bytes((ECPublicKey) pair.getPublic()));
  }

  private static String secret(KeyPair pair) {
    return Browser.base64url(P256.bytes((ECPrivateKey) pair.getPrivate()));
  }
}
