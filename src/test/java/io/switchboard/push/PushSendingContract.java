package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.security.Encryption;
import io.switchboard.shared.UserId;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import io.switchboard.testing.PushClient;
import io.switchboard.testing.PushReceiver;
import io.switchboard.testing.PushReceiver.Answer;
import io.switchboard.testing.PushReceiver.Received;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From the registration of a browser to what it decrypts, through a push service over TLS. */
@Import(PushServices.Addresses.class)
abstract class PushSendingContract {

  private static final String PATH = "/api/push/subscriptions";

  @OnH2
  static class OnH2Tests extends PushSendingContract {}

  @OnPostgres
  static class OnPostgresTests extends PushSendingContract {}

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    PushReceiver.trusting().forEach((name, value) -> registry.add(name, () -> value));
    Map.of(
            "enabled", "true",
            "poll", "50ms",
            "retry-base", "1ms",
            "retry-cap", "20ms",
            "origin-pause", "1s",
            "quarantine-after", "3",
            "quarantine", "1s")
        .forEach((name, value) -> registry.add("switchboard.push.sending." + name, () -> value));
    registry.add("switchboard.outbound.response-timeout", () -> "1s");
    registry.add("switchboard.outbound.breaker.failures", () -> "1000");
  }

  @Autowired Api api;
  @Autowired JdbcClient jdbc;
  @Autowired JsonMapper json;
  @Autowired PushMessages messages;
  @Autowired PushOrigins origins;
  @Autowired PushQueue queue;
  @Autowired PushLanes lanes;
  @Autowired Vapid vapid;
  @Autowired Encryption encryption;
  @Autowired JdbcTemplate template;

  private final String alice = Api.newUser("alice");
  private final String test = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final List<Received> received = new CopyOnWriteArrayList<>();

  @Test
  void provesASubscriptionAndDeliversToIt() {
    answer(_ -> Answer.of(201));
    PushClient browser = browser("fcm.googleapis.com");
    String id = registered(browser);

    messages.enqueue(new UserId(alice), message("Hello", "x".repeat(100)));
    await().until(() -> received.size() == 2);

    Received push = received.getLast();
    JsonNode pushed = json.readTree(browser.decrypt(push.body()));
    assertThat(pushed.at("/web_push").asInt()).isEqualTo(8030);
    assertThat(pushed.at("/notification/title").asString()).isEqualTo("Hello");
    assertThat(pushed.at("/notification/body").asString()).hasSize(100);
    assertThat(push.method()).isEqualTo("POST");
    assertThat(push.protocol()).isEqualTo("HTTP/2.0");
    assertThat(push.host()).isEqualTo("fcm.googleapis.com");
    assertThat(push.headers())
        .containsEntry("content-encoding", "aes128gcm")
        .containsEntry("urgency", "low")
        .containsEntry("topic", "greeting")
        .hasEntrySatisfying("ttl", ttl -> assertThat(Integer.parseInt(ttl)).isBetween(3590, 3600))
        .hasEntrySatisfying("authorization", token -> assertThat(token).startsWith("vapid t="));
    assertThat(state(id)).isEqualTo("active");
    await().until(() -> waiting(id) == 0);
  }

  @Test
  void sendsLessWhereTheWholeIsTooLarge() {
    answer(n -> Answer.of(n == 1 ? 413 : 201));
    PushClient browser = browser("fcm.googleapis.com");
    String id = registered(browser);
    messages.enqueue(new UserId(alice), message("Hello", "x".repeat(1_000)));
    await().until(() -> received.size() == 3);
    assertThat(received.get(1).body()).hasSizeGreaterThan(1_000);
    assertThat(received.get(2).body()).hasSizeLessThan(400);

    messages.enqueue(new UserId(alice), message("Long", "ü".repeat(2_700)));
    await().until(() -> received.size() == 4);

    JsonNode thin = json.readTree(browser.decrypt(received.get(3).body()));
    assertThat(thin.at("/notification").propertyNames())
        .containsExactlyInAnyOrder("title", "navigate", "tag", "data");
    assertThat(thin.at("/notification/data/id").asString()).isNotEmpty();
    await().until(() -> waiting(id) == 0);
  }

  @Test
  void givesUpWhatIsTooLargeEvenThin() {
    answer(n -> Answer.of(n == 0 ? 201 : 413));
    String id = registered(browser("fcm.googleapis.com"));
    messages.enqueue(new UserId(alice), message("Hello", "x"));

    await().until(() -> received.size() == 3 && waiting(id) == 0);
    assertThat(state(id)).isEqualTo("active");
  }

  @Test
  void deletesWhatThePushServiceHasEnded() {
    answer(n -> Answer.of(n == 0 ? 201 : 410));
    String id = registered(browser("fcm.googleapis.com"));
    messages.enqueue(new UserId(alice), message("Hello", "x"));

    await().until(() -> rows(id) == 0 && waiting(id) == 0);
  }

  @Test
  void wantsANewSubscriptionWhereTheKeyIsAnother() {
    answer(
        n ->
            n == 0
                ? Answer.of(201)
                : new Answer(400, Map.of(), bytes("{\"reason\":\"VapidPkHashMismatch\"}")));
    String id = registered(browser("web.push.apple.com"));
    messages.enqueue(new UserId(alice), message("Hello", "x"));

    await().until(() -> state(id).equals("resubscribe"));
    // It waits for the browser to subscribe again.
    assertThat(waiting(id)).isOne();
  }

  @Test
  void stopsAtAPushServiceThatRefusesTheTokenAndDeletesNothing() {
    AtomicBoolean refuses = new AtomicBoolean(true);
    answer(
        _ ->
            refuses.get()
                ? new Answer(403, Map.of(), bytes("{\"reason\":\"BadJwtToken\"}"))
                : Answer.of(201));
    String host = test + ".notify.windows.com";
    List<PushSubscriptionId> ids = stored(host, 5);
    messages.enqueue(ids, message("Hello", "x"));
    await().until(() -> origins.refusing().contains("https://" + host));
    assertThat(health(api)).contains("DEGRADED", host);

    refuses.set(false);
    await().atMost(Duration.ofSeconds(30)).until(() -> waitingFor(host) == 0);
    assertThat(origins.refusing()).isEmpty();
    assertThat(received).extracting(Received::path).hasSizeGreaterThan(5);
    assertThat(Set.copyOf(received.stream().map(Received::path).toList())).hasSize(5);
    assertThat(numberAt("select count(*) from push_subscription where host = ?", host))
        .isEqualTo(5);
    assertThat(received.getLast().headers().get("authorization"))
        .isNotEqualTo(received.getFirst().headers().get("authorization"));
  }

  /** Push services refuse one subscription with words that nobody foresaw. */
  @Test
  void isNotStoppedByOneSubscriptionThatIsRefused() {
    String host = test + ".notify.windows.com";
    PushClient refused = browser(host);
    String path = URI.create(refused.endpoint()).getPath();
    PushServices.ANSWERS.put(
        test,
        push -> {
          received.add(push);
          return Answer.of(push.path().equals(path) ? 403 : 201);
        });
    messages.enqueue(store(List.of(refused)), message("Never", "x"));
    await().until(() -> received.size() > 4);

    for (int i = 0; i < 5; i++) {
      int before = others(path);
      messages.enqueue(stored(host, 1), message("Hello", "x"));
      await().until(() -> others(path) > before);
    }
    assertThat(origins.refusing()).doesNotContain("https://" + host);
  }

  @Test
  void isNotHeldUpByASlowPushService() {
    String slow = test + ".notify.windows.com";
    PushServices.ANSWERS.put(
        test,
        push -> {
          if (push.host().equals(slow)) {
            pause(Duration.ofMillis(300));
          }
          received.add(push);
          return Answer.of(201);
        });
    List<PushSubscriptionId> quick = stored("web.push.apple.com", 1);
    List<PushSubscriptionId> many = stored(slow, 3_000);
    messages.enqueue(many, message("Hello", "x"));
    await().until(() -> !received.isEmpty());

    messages.enqueue(quick, message("Hello", "x"));

    await().until(() -> received.stream().anyMatch(push -> !push.host().equals(slow)));
    assertThat(received).hasSizeLessThan(1_000);
    await().atMost(Duration.ofMinutes(1)).until(() -> waitingFor(slow) == 0);
  }

  /** It gets another endpoint or key, and what is sent meanwhile waits for its proof. */
  @Test
  void keepsWhatIsForABrowserThatMustProveItselfAgain() {
    answer(_ -> Answer.of(201));
    String host = test + ".notify.windows.com";
    List<PushSubscriptionId> ids = stored(host, 1);
    state(ids.getFirst(), "PENDING");
    messages.enqueue(ids, message("Hello", "x"));
    await()
        .until(
            () ->
                numberAt(
                        "select count(*) from push_message where host = ? and due_at = expires_at",
                        host)
                    == 1);
    assertThat(received).isEmpty();

    state(ids.getFirst(), "ACTIVE");
    queue.release(ids.getFirst(), Instant.now());

    await().until(() -> received.size() == 1 && waitingFor(host) == 0);
  }

  /** Names that anybody may have made up once took an equal share each from the real services. */
  @Test
  void leavesRoomForAServiceBesideFiftyMadeUpOnes() {
    List<String> madeUp =
        IntStream.range(0, 50).mapToObj(i -> test + i + ".push.apple.com").toList();
    madeUp.forEach(lanes::entered);
    try {
      assertThat(lanes.room(test + ".notify.windows.com", Instant.now())).isGreaterThan(500);
    } finally {
      madeUp.forEach(lanes::left);
    }
  }

  @Test
  void waitsAsLongAsAPushServiceWants() {
    answer(n -> n == 1 ? new Answer(429, Map.of("Retry-After", "1"), bytes("")) : Answer.of(201));
    String id = registered(browser(test + ".notify.windows.com"));
    messages.enqueue(new UserId(alice), message("Hello", "x"));
    await().until(() -> received.size() == 2);
    Instant throttled = Instant.now();
    await().until(() -> received.size() == 3);

    assertThat(Duration.between(throttled, Instant.now())).isGreaterThan(Duration.ofMillis(800));
    await().until(() -> waiting(id) == 0);
  }

  @Test
  void restsAfterFailuresInARowAndRecovers() {
    answer(n -> Answer.of(n >= 1 && n <= 3 ? 500 : 201));
    String id = registered(browser("fcm.googleapis.com"));
    messages.enqueue(new UserId(alice), message("Hello", "x"));

    await().until(() -> state(id).equals("quarantined"));
    assertThat(received).hasSize(4);
    await().until(() -> received.size() == 5);
    await().until(() -> state(id).equals("active") && waiting(id) == 0);
    assertThat(number("select failures from push_subscription where id = ?", id)).isZero();
  }

  @Test
  void triesAgainWithoutAnAnswerAndAfterALostConnection() {
    answer(n -> n == 1 ? Answer.of(-1) : Answer.of(n == 2 ? 0 : 201));
    String id = registered(browser("fcm.googleapis.com"));
    messages.enqueue(new UserId(alice), message("Hello", "x"));

    await().atMost(Duration.ofSeconds(30)).until(() -> received.size() == 4 && waiting(id) == 0);
    assertThat(state(id)).isEqualTo("active");
  }

  @Test
  void followsNoRedirect() {
    answer(
        n ->
            n == 0
                ? Answer.of(201)
                : new Answer(
                    307, Map.of("Location", "https://fcm.googleapis.com/elsewhere"), bytes("")));
    String id = registered(browser("fcm.googleapis.com"));
    messages.enqueue(new UserId(alice), message("Hello", "x"));

    await().until(() -> waiting(id) == 0);
    assertThat(received).hasSize(2);
    assertThat(state(id)).isEqualTo("active");
  }

  /** Who registers an endpoint that is not a browser's must not stop what others get. */
  @Test
  void isNotStoppedByWhatIsNotProved() {
    answer(n -> Answer.of(403));
    String host = test + ".notify.windows.com";
    PushClient attacker = browser(host);
    api.as(alice).post().uri(PATH).body(attacker.subscription()).exchange();

    await().until(() -> received.size() == 1);
    await().until(() -> waitingFor(host) == 0);
    assertThat(origins.refusing()).doesNotContain("https://" + host);
  }

  private List<PushSubscriptionId> stored(String host, int count) {
    return store(Stream.generate(() -> browser(host)).limit(count).toList());
  }

  private List<PushSubscriptionId> store(List<PushClient> browsers) {
    return StoredPushes.store(browsers, vapid.keyId(), encryption, template);
  }

  private void state(PushSubscriptionId id, String state) {
    template.update("update push_subscription set state = ? where id = ?", state, id.value());
  }

  private int others(String path) {
    return (int) received.stream().filter(push -> !push.path().equals(path)).count();
  }

  private int waitingFor(String host) {
    return numberAt("select count(*) from push_message where host = ?", host);
  }

  private int numberAt(String sql, String host) {
    return jdbc.sql(sql).param(host).query(Integer.class).single();
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(IntFunction<Answer> answers) {
    AtomicInteger count = new AtomicInteger();
    PushServices.ANSWERS.put(
        test,
        push -> {
          int n = count.getAndIncrement();
          received.add(push);
          return answers.apply(n);
        });
  }

  private PushClient browser(String host) {
    return new PushClient("https://" + host + "/" + test + "/" + UUID.randomUUID());
  }

  /** Registers the browser, which sends back what it gets. */
  private String registered(PushClient browser) {
    String id =
        body(api.as(alice)
                .post()
                .uri(PATH)
                .body(browser.subscription())
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody())
            .get("id")
            .asString();
    await().until(() -> received.size() == 1);
    JsonNode activation =
        json.readTree(browser.decrypt(received.getFirst().body()))
            .at("/notification/data/activation");
    api.anonymous()
        .post()
        .uri(PATH + "/" + activation.get("subscription").asString() + "/activation")
        .body(Map.of("token", activation.get("token").asString()))
        .exchange()
        .expectStatus()
        .isOk();
    return id;
  }

  private static PushMessage message(String title, String text) {
    return new PushMessage(
        UUID.randomUUID().toString(),
        new PushContent(title, text, "/inbox", "tag", Map.of("more", "yes")),
        Duration.ofHours(1),
        Urgency.LOW,
        new PushTopic("greeting"));
  }

  private String state(String id) {
    return body(api.as(alice)
            .get()
            .uri(PATH + "/" + id)
            .exchange()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody())
        .path("state")
        .asString("none");
  }

  private static String health(Api api) {
    return String.valueOf(
        api.as("root", "admin")
            .get()
            .uri("/actuator/health/push")
            .exchange()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody());
  }

  private static JsonNode body(@Nullable JsonNode body) {
    return Objects.requireNonNull(body);
  }

  private int waiting(String id) {
    return number("select count(*) from push_message where subscription_id = ?", id);
  }

  private int rows(String id) {
    return number("select count(*) from push_subscription where id = ?", id);
  }

  private int number(String sql, String value) {
    return jdbc.sql(sql).param(UUID.fromString(value)).query(Integer.class).single();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
