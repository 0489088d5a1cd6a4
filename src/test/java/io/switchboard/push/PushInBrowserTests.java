package io.switchboard.push;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import io.switchboard.push.crypto.P256;
import io.switchboard.testing.Api;
import io.switchboard.testing.BrowserExtension;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.PushClient;
import io.switchboard.testing.PushReceiver;
import io.switchboard.testing.PushReceiver.Answer;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The console and its service worker in a real Chromium. Offline, Chromium reaches no push service,
 * so two steps are taken for it: {@code pushManager.subscribe()} answers with an endpoint of the
 * test, and what the service sends there, encrypted, is decrypted and handed to the real worker by
 * the browser's debugging protocol. Permission, worker, notification and click are the browser's.
 */
@OnH2
@Import(PushServices.Addresses.class)
class PushInBrowserTests {

  /** Stands for the browser's push service, in the page and in the worker alike. */
  private static final String SUBSCRIBE =
      """
      (subscriptions) => {
        const key = 'subscribed';
        const times = () => Number(localStorage.getItem('times') ?? 0);
        const made = (applicationServerKey) => ({
          options: { userVisibleOnly: true, applicationServerKey },
          toJSON: () => subscriptions[times() - 1],
          unsubscribe: async () => (localStorage.removeItem(key), true),
        });
        PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
          if (!userVisibleOnly || applicationServerKey.length !== 65) throw new Error('refused');
          localStorage.setItem(key, [...applicationServerKey].join());
          localStorage.setItem('times', times() + 1);
          return made(applicationServerKey.buffer);
        };
        PushManager.prototype.getSubscription = async () => {
          const bytes = localStorage.getItem(key);
          return bytes ? made(Uint8Array.from(bytes.split(',')).buffer) : null;
        };
      }
      """;

  @RegisterExtension static final BrowserExtension browser = new BrowserExtension();

  private static final KeyPair OLD_PAIR = P256.generate();
  private static final byte[] OLD_KEY = P256.bytes((ECPublicKey) OLD_PAIR.getPublic());

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    PushReceiver.trusting().forEach((name, value) -> registry.add(name, () -> value));
    registry.add("switchboard.push.sending.enabled", () -> "true");
    registry.add("switchboard.push.sending.poll", () -> "50ms");
    String previous = "switchboard.push.vapid.previous[0].";
    registry.add(previous + "public-key", () -> url(OLD_KEY));
    registry.add(
        previous + "private-key", () -> url(P256.bytes((ECPrivateKey) OLD_PAIR.getPrivate())));
  }

  @Autowired Api api;
  @Autowired JsonMapper json;

  private final String alice = Api.newUser("alice");
  private final String path = "b" + UUID.randomUUID().toString().substring(0, 8);
  private final PushClient endpoint = new PushClient("https://fcm.googleapis.com/" + path + "/1");
  private final PushClient next = new PushClient("https://fcm.googleapis.com/" + path + "/2");
  private final List<String> pushed = new CopyOnWriteArrayList<>();
  private Page page;
  private CDPSession protocol;
  private String registration = "";

  @BeforeEach
  void visit() {
    PushServices.ANSWERS.put(
        path,
        push -> {
          PushClient to = push.path().endsWith("/2") ? next : endpoint;
          pushed.add(to.decrypt(push.body()));
          return Answer.of(201);
        });
    BrowserContext context =
        browser.chromium().newContext(new Browser.NewContextOptions().setBaseURL(address()));
    context.grantPermissions(List.of("notifications"));
    page = context.newPage();
    page.addInitScript(
        "(%s)(%s)"
            .formatted(
                SUBSCRIBE,
                json.writeValueAsString(List.of(endpoint.subscription(), next.subscription()))));
    protocol = context.newCDPSession(page);
    protocol.on("ServiceWorker.workerRegistrationUpdated", this::onRegistration);
    protocol.send("ServiceWorker.enable");
    page.navigate("/");
    page.locator("#name").fill(alice);
    page.locator("#sign-in button").click();
    assertThat(page.locator("#connection-text")).hasText("Connected");
  }

  @AfterEach
  void stopAnswering() {
    PushServices.ANSWERS.remove(path);
  }

  @Test
  void asksAtAClickProvesItselfShowsAndEnds() {
    assertThat(page.locator("#push")).hasAttribute("data-state", "off");

    page.locator("#push-toggle").click();
    assertThat(page.locator("#push")).hasAttribute("data-state", "pending");
    deliver(0);
    assertThat(page.locator("#push")).hasAttribute("data-state", "active");
    assertThat(states()).containsExactly("active");

    page.locator("#push-test").click();
    deliverUntilShown(pushedWith("Push works"), "Push works");

    page.reload();
    assertThat(page.locator("#push")).hasAttribute("data-state", "active");

    page.locator("#push-toggle").click();
    assertThat(page.locator("#push")).hasAttribute("data-state", "off");
    assertThat(states()).isEmpty();
  }

  /** The event is made by hand, because only a push service changes an endpoint. */
  @Test
  void followsAChangedEndpointWithoutAPage() {
    page.locator("#push-toggle").click();
    deliver(0);
    assertThat(page.locator("#push")).hasAttribute("data-state", "active");
    inWorker(
        """
        self.dispatchEvent(Object.assign(new ExtendableEvent('pushsubscriptionchange'), {
          newSubscription: { toJSON: () => (%s) },
        }))
        """
            .formatted(json.writeValueAsString(next.subscription())));
    await().atMost(Duration.ofSeconds(30)).until(() -> pushed.size() == 2);
    assertThat(states()).containsExactly("pending");
    deliver(1);
    page.waitForCondition(() -> states().contains("active"));
  }

  /**
   * A page load was enough to end everything for a browser that was subscribed under the old key.
   */
  @Test
  void subscribesAnewUnderANewKeyByItself() {
    Map<String, Object> old = endpoint.subscription();
    old.put("applicationServerKey", url(OLD_KEY));
    String id = registered(old);
    await().atMost(Duration.ofSeconds(30)).until(() -> pushed.size() == 1);
    activate(id, json.readTree(pushed.getFirst()).at("/notification/data/activation/token"));
    page.evaluate(
        """
        async (key) => {
          localStorage.setItem('subscribed', key);
          localStorage.setItem('times', 1);
          await navigator.serviceWorker.register('/sw.js', { scope: '/' });
          await navigator.serviceWorker.ready;
        }
        """,
        bytes(OLD_KEY));

    page.reload();

    assertThat(page.locator("#push")).hasAttribute("data-state", "pending");
    deliver(1);
    assertThat(page.locator("#push")).hasAttribute("data-state", "active");
    assertThat(states()).containsExactly("active");
    assertThat(ids()).containsExactly(id);
    assertThat(page.evaluate("localStorage.getItem('subscribed')")).isNotEqualTo(bytes(OLD_KEY));
  }

  /** The console had no words for what the service says then, and did nothing about it. */
  @Test
  void subscribesAnewWhenThePushServiceWantsAnotherKey() {
    PushServices.ANSWERS.put(
        path,
        push -> {
          if (push.path().endsWith("/1")) {
            return new Answer(400, Map.of(), "VapidPkHashMismatch".getBytes(US_ASCII));
          }
          pushed.add(next.decrypt(push.body()));
          return Answer.of(201);
        });

    page.locator("#push-toggle").click();
    deliver(0);

    assertThat(page.locator("#push")).hasAttribute("data-state", "active");
    assertThat(states()).containsExactly("active");
  }

  /** What was for one user came to whoever used the browser after him. */
  @Test
  void endsWithTheVisit() {
    page.locator("#push-toggle").click();
    deliver(0);
    assertThat(page.locator("#push")).hasAttribute("data-state", "active");

    page.locator("#sign-out").click();

    page.waitForCondition(() -> states().isEmpty());
    assertThat(page.evaluate("localStorage.getItem('subscribed')")).isNull();
    page.locator("#name").fill(Api.newUser("bob"));
    page.locator("#sign-in button").click();
    assertThat(page.locator("#push")).hasAttribute("data-state", "off");
  }

  /** Where the worker could not keep its secret, the push that brought the token stayed unseen. */
  @Test
  void showsTheFirstPushThoughTheWorkerCanKeepNothing() {
    page.locator("#push-toggle").click();
    assertThat(page.locator("#push")).hasAttribute("data-state", "pending");
    page.waitForCondition(() -> !registration.isEmpty());
    inWorker(
        """
        indexedDB.open = () => { throw new Error('no room'); };
        isInFront = async () => false;
        """);

    deliver(0);

    page.waitForCondition(() -> shown().contains("Notifications are on"));
  }

  /** A worker that meets something it does not know shows at least that there is something. */
  @Test
  void showsWhatItCannotRead() {
    page.locator("#push-toggle").click();
    deliver(0);
    assertThat(page.locator("#push")).hasAttribute("data-state", "active");

    deliverUntilShown("not what was agreed", "Something is new");
  }

  /** Waits for the push of that number and hands it to the worker, as the browser would. */
  private void deliver(int number) {
    await().atMost(Duration.ofSeconds(30)).until(() -> pushed.size() > number);
    deliver(pushed.get(number));
  }

  /** The first push may have come twice before it. */
  private String pushedWith(String text) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> pushed.stream().filter(message -> message.contains(text)).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private void deliver(String message) {
    page.waitForCondition(() -> !registration.isEmpty());
    JsonObject push = new JsonObject();
    push.addProperty("origin", address());
    push.addProperty("registrationId", registration);
    push.addProperty("data", message);
    protocol.send("ServiceWorker.deliverPushMessage", push);
  }

  /** Under load the browser loses one now and then that it was handed for debugging. */
  private void deliverUntilShown(String message, String title) {
    AtomicInteger looks = new AtomicInteger();
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(200))
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              if (looks.getAndIncrement() % 25 == 0) {
                deliver(message);
              }
              return shown().contains(title);
            });
  }

  /** Runs it in the page's service worker, which only the browser as a whole can reach. */
  private void inWorker(String script) {
    CDPSession all = browser.chromium().newBrowserCDPSession();
    String worker = "";
    for (JsonElement target : all.send("Target.getTargets").getAsJsonArray("targetInfos")) {
      JsonObject one = target.getAsJsonObject();
      if (one.get("url").getAsString().equals(address() + "/sw.js")) {
        worker = one.get("targetId").getAsString();
      }
    }
    JsonObject attach = new JsonObject();
    attach.addProperty("targetId", worker);
    String session = all.send("Target.attachToTarget", attach).get("sessionId").getAsString();
    JsonObject expression = new JsonObject();
    expression.addProperty("expression", script);
    JsonObject evaluate = new JsonObject();
    evaluate.addProperty("id", 1);
    evaluate.addProperty("method", "Runtime.evaluate");
    evaluate.add("params", expression);
    JsonObject message = new JsonObject();
    message.addProperty("sessionId", session);
    message.addProperty("message", evaluate.toString());
    all.send("Target.sendMessageToTarget", message);
    all.detach();
  }

  private void onRegistration(JsonObject event) {
    event
        .getAsJsonArray("registrations")
        .forEach(one -> registration = one.getAsJsonObject().get("registrationId").getAsString());
  }

  @SuppressWarnings("unchecked")
  private List<String> shown() {
    return (List<String>)
        page.evaluate(
            """
            async () => {
              const registration = await navigator.serviceWorker.ready;
              return (await registration.getNotifications()).map(({ title }) => title);
            }
            """);
  }

  private List<String> states() {
    return subscriptions("state");
  }

  private List<String> ids() {
    return subscriptions("id");
  }

  private String registered(Map<String, Object> subscription) {
    JsonNode answer =
        api.as(alice)
            .post()
            .uri("/api/push/subscriptions")
            .body(subscription)
            .exchange()
            .expectBody(JsonNode.class)
            .returnResult()
            .getResponseBody();
    return Objects.requireNonNull(answer).get("id").asString();
  }

  private void activate(String id, JsonNode token) {
    api.anonymous()
        .post()
        .uri("/api/push/subscriptions/" + id + "/activation")
        .body(Map.of("token", token.asString()))
        .exchange()
        .expectStatus()
        .isOk();
  }

  private static String url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** As the page writes them down. */
  private static String bytes(byte[] key) {
    return IntStream.range(0, key.length)
        .mapToObj(i -> String.valueOf(key[i] & 0xff))
        .collect(Collectors.joining(","));
  }

  private List<String> subscriptions(String field) {
    Map<?, ?> answer =
        api.as(alice)
            .get()
            .uri("/api/push/subscriptions")
            .exchange()
            .expectBody(Map.class)
            .returnResult()
            .getResponseBody();
    JsonNode subscriptions = json.valueToTree(answer).get("subscriptions");
    return subscriptions.valueStream().map(one -> one.get(field).asString()).toList();
  }

  private String address() {
    return "http://127.0.0.1:" + api.port();
  }
}
