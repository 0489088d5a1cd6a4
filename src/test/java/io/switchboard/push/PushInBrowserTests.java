package io.switchboard.push;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import io.switchboard.testing.Api;
import io.switchboard.testing.BrowserExtension;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.PushClient;
import io.switchboard.testing.PushReceiver;
import io.switchboard.testing.PushReceiver.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
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
      (subscription) => {
        const key = 'subscribed';
        const made = (applicationServerKey) => ({
          options: { userVisibleOnly: true, applicationServerKey },
          toJSON: () => subscription,
          unsubscribe: async () => (localStorage.removeItem(key), true),
        });
        let current = null;
        PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
          if (!userVisibleOnly || applicationServerKey.length !== 65) throw new Error('refused');
          localStorage.setItem(key, [...applicationServerKey].join());
          current = made(applicationServerKey.buffer);
          return current;
        };
        PushManager.prototype.getSubscription = async () => {
          const bytes = localStorage.getItem(key);
          return bytes ? made(Uint8Array.from(bytes.split(',')).buffer) : null;
        };
      }
      """;

  @RegisterExtension static final BrowserExtension browser = new BrowserExtension();

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    PushReceiver.trusting().forEach((name, value) -> registry.add(name, () -> value));
    registry.add("switchboard.push.sending.enabled", () -> "true");
    registry.add("switchboard.push.sending.poll", () -> "50ms");
  }

  @Autowired Api api;
  @Autowired JsonMapper json;

  private final String alice = Api.newUser("alice");
  private final String path = "b" + UUID.randomUUID().toString().substring(0, 8);
  private final PushClient endpoint = new PushClient("https://fcm.googleapis.com/" + path + "/1");
  private final List<String> pushed = new CopyOnWriteArrayList<>();
  private Page page;
  private CDPSession protocol;
  private String registration = "";

  @BeforeEach
  void visit() {
    PushServices.ANSWERS.put(
        path,
        push -> {
          pushed.add(endpoint.decrypt(push.body()));
          return Answer.of(201);
        });
    BrowserContext context =
        browser.chromium().newContext(new Browser.NewContextOptions().setBaseURL(address()));
    context.grantPermissions(List.of("notifications"));
    page = context.newPage();
    page.addInitScript(
        "(%s)(%s)".formatted(SUBSCRIBE, json.writeValueAsString(endpoint.subscription())));
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
    deliver(1);
    page.waitForCondition(() -> shown().contains("Push works"));

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
    PushClient next = new PushClient("https://fcm.googleapis.com/" + path + "/2");
    PushServices.ANSWERS.put(
        path,
        push -> {
          pushed.add(next.decrypt(push.body()));
          return Answer.of(201);
        });

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

  /** A worker that meets something it does not know shows at least that there is something. */
  @Test
  void showsWhatItCannotRead() {
    page.locator("#push-toggle").click();
    deliver(0);
    assertThat(page.locator("#push")).hasAttribute("data-state", "active");

    deliver("not what was agreed");

    page.waitForCondition(() -> shown().contains("Something is new"));
  }

  /** Waits for the push of that number and hands it to the worker, as the browser would. */
  private void deliver(int number) {
    await().atMost(Duration.ofSeconds(30)).until(() -> pushed.size() > number);
    deliver(pushed.get(number));
  }

  private void deliver(String message) {
    page.waitForCondition(() -> !registration.isEmpty());
    JsonObject push = new JsonObject();
    push.addProperty("origin", address());
    push.addProperty("registrationId", registration);
    push.addProperty("data", message);
    protocol.send("ServiceWorker.deliverPushMessage", push);
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
    Map<?, ?> answer =
        api.as(alice)
            .get()
            .uri("/api/push/subscriptions")
            .exchange()
            .expectBody(Map.class)
            .returnResult()
            .getResponseBody();
    JsonNode subscriptions = json.valueToTree(answer).get("subscriptions");
    return subscriptions.valueStream().map(one -> one.get("state").asString()).toList();
  }

  private String address() {
    return "http://127.0.0.1:" + api.port();
  }
}
