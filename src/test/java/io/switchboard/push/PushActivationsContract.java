package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.switchboard.security.Encryption;
import io.switchboard.shared.UserId;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a browser proves its push subscription, tries it out, and renews it; nothing is sent. */
abstract class PushActivationsContract {

  private static final String PATH = "/api/push/subscriptions";

  @OnH2
  static class OnH2Tests extends PushActivationsContract {}

  @OnPostgres
  static class OnPostgresTests extends PushActivationsContract {}

  @Autowired Api api;
  @Autowired JdbcClient jdbc;
  @Autowired Encryption encryption;
  @Autowired JsonMapper json;
  @Autowired PushMessages messages;
  @Autowired PushOutbox outbox;
  @Autowired PushSettings settings;
  @Autowired EndedPushes ended;
  @Autowired PushSubscriptionRepository stored;
  @Autowired PushQueue queue;
  @Autowired PushWakeUp wakeUp;
  @Autowired PushSeals seals;
  @Autowired PushProofs proofs;
  @Autowired PushTransactions pushTransactions;
  @Autowired Vapid vapid;
  @Autowired Clock clock;
  @Autowired TransactionOperations transactions;

  private final String alice = Api.newUser("alice");
  private final String bob = Api.newUser("bob");

  @Test
  void isActiveOnceTheTokenOfThePushCameBack() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    JsonNode pushed = waiting(id).getFirst();
    JsonNode activation = pushed.at("/notification/data/activation");
    assertThat(pushed.get("web_push").asInt()).isEqualTo(8030);
    assertThat(pushed.get("mutable").asBoolean()).isTrue();
    assertThat(activation.get("subscription").asString()).isEqualTo(id);

    JsonNode active = activate(id, activation.get("token").asString());

    assertThat(active.get("id").asString()).isEqualTo(id);
    assertThat(active.get("state").asString()).isEqualTo("active");
    assertThat(active.get("renewal").asString()).hasSize(43);
    assertThat(state(alice, id)).isEqualTo("active");
  }

  @Test
  void takesNoOtherToken() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    String other = register(alice, Browser.subscription(Browser.newEndpoint()));
    String token = token(id);

    assertRefused(post(id, "activation", Map.of("token", PushToken.fresh().value())));
    assertRefused(post(other, "activation", Map.of("token", token)));
    assertRefused(post(UUID.randomUUID().toString(), "activation", Map.of("token", token)));
    assertThat(state(alice, id)).isEqualTo("pending");
  }

  /** Once a worker that lost the first answer never got the secret by which to renew. */
  @Test
  void takesATokenAgainInCaseTheAnswerWasLost() throws Exception {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    String token = token(id);
    Callable<String> attempt = () -> activate(id, token).get("renewal").asString();
    List<String> renewals;
    try (var threads = Executors.newFixedThreadPool(4)) {
      renewals =
          threads.invokeAll(List.of(attempt, attempt, attempt, attempt)).stream()
              .map(Future::resultNow)
              .toList();
    }
    assertThat(renewals).doesNotHaveDuplicates();

    String last = activate(id, token).get("renewal").asString();

    Map<String, Object> next = Browser.subscription(Browser.newEndpoint());
    assertRefused(
        post(id, "renewal", Map.of("renewal", renewals.getFirst(), "subscription", next)));
    assertThat(
            post(id, "renewal", Map.of("renewal", last, "subscription", next)).getStatus().value())
        .isEqualTo(200);
    assertRefused(post(id, "activation", Map.of("token", token)));
  }

  /** The browser is one: whoever gets what is pushed to it has it. */
  @Test
  void leavesABrowserToWhoProvesIt() {
    String endpoint = Browser.newEndpoint();
    String ofAlice = register(alice, Browser.subscription(endpoint));
    activate(ofAlice, token(ofAlice));
    String ofBob = register(bob, Browser.subscription(endpoint));
    assertThat(state(alice, ofAlice)).isEqualTo("active");

    activate(ofBob, token(ofBob));

    assertThat(state(bob, ofBob)).isEqualTo("active");
    assertThat(code(exchange(api.as(alice).get().uri(PATH + "/" + ofAlice))))
        .isEqualTo("NOT_FOUND");
  }

  /** Two endpoints in turn were a way to make the service push without end. */
  @Test
  void asksAnEndpointOnceInTenSeconds() {
    Map<String, Object> browser = Browser.subscription(Browser.newEndpoint());
    Map<String, Object> other = Browser.subscription(Browser.newEndpoint());
    String id = register(alice, browser);
    Instant first = due(id);

    put(id, other);
    put(id, browser);

    assertThat(due(id)).isAfterOrEqualTo(first.plusSeconds(10));
    remove(id);
    String again = register(alice, browser);
    assertThat(due(again)).isAfterOrEqualTo(first.plusSeconds(20));
    assertThat(activate(again, token(again)).get("state").asString()).isEqualTo("active");
  }

  /** Once it waited among those of the push service that the browser had left. */
  @Test
  void asksAtThePushServiceWhereTheBrowserIsNow() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));

    put(id, Browser.subscription("https://web.push.apple.com/" + UUID.randomUUID()));

    assertThat(
            jdbc.sql("select host from push_message where subscription_id = ?")
                .param(UUID.fromString(id))
                .query(String.class)
                .list())
        .containsExactly("web.push.apple.com");
  }

  @Test
  void takesNoTokenThatIsTooOld() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    String token = token(id);
    jdbc.sql("update push_subscription set activation_until = created_at where id = ?")
        .param(UUID.fromString(id))
        .update();

    assertRefused(post(id, "activation", Map.of("token", token)));
    assertThat(state(alice, id)).isEqualTo("pending");
  }

  @Test
  void keepsNoTokenThatCouldBeUsed() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    String token = token(id);
    String renewal = activate(id, token).get("renewal").asString();

    String row =
        jdbc.sql("select * from push_subscription where id = ?")
            .param(UUID.fromString(id))
            .query()
            .singleRow()
            .toString();
    assertThat(row).doesNotContain(token).doesNotContain(renewal);
  }

  @Test
  void staysActiveWhileTheBrowserComesAsItWas() {
    Map<String, Object> browser = Browser.subscription(Browser.newEndpoint());
    String id = register(alice, browser);
    activate(id, token(id));
    int pushed = waiting(id).size();

    assertThat(register(alice, browser)).isEqualTo(id);
    assertThat(state(alice, id)).isEqualTo("active");
    assertThat(waiting(id)).hasSize(pushed);
  }

  @Test
  void mustBeProvedAgainWithOtherKeysOrAnotherUser() {
    String endpoint = Browser.newEndpoint();
    String id = register(alice, Browser.subscription(endpoint));
    String first = token(id);
    activate(id, first);

    register(alice, Browser.subscription(endpoint));
    assertThat(state(alice, id)).isEqualTo("pending");
    assertRefused(post(id, "activation", Map.of("token", first)));
    activate(id, token(id));

    String ofBob = register(bob, Browser.subscription(endpoint));
    assertThat(state(bob, ofBob)).isEqualTo("pending");
    assertRefused(post(ofBob, "activation", Map.of("token", first)));
  }

  @Test
  void asksOnceForABrowserThatComesAgainAndAgain() {
    Map<String, Object> browser = Browser.subscription(Browser.newEndpoint());
    String id = register(alice, browser);
    String token = token(id);

    register(alice, browser);
    register(alice, browser);

    assertThat(waiting(id)).hasSize(1);
    assertThat(activate(id, token).get("state").asString()).isEqualTo("active");
  }

  @Test
  void letsTheWorkerRenewItUntilItHasTheNextSecret() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    String renewal = activate(id, token(id)).get("renewal").asString();
    Map<String, Object> next = Browser.subscription(Browser.newEndpoint());
    Map<String, Object> body = Map.of("renewal", renewal, "subscription", next);
    Map<String, Object> wrong = Map.of("renewal", PushToken.fresh().value(), "subscription", next);
    assertRefused(post(id, "renewal", wrong));

    EntityExchangeResult<JsonNode> renewed = post(id, "renewal", body);

    assertThat(renewed.getStatus().value()).isEqualTo(200);
    assertThat(state(alice, id)).isEqualTo("pending");
    JsonNode active = activate(id, token(id));
    assertThat(active.get("renewal").asString()).isNotEqualTo(renewal);
    assertRefused(post(id, "renewal", body));
  }

  /** A second change before the first was proved ended everything until the page was loaded. */
  @Test
  void followsAnEndpointThatChangesAgainAndEndsBeforeItIsProved() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    String renewal = activate(id, token(id)).get("renewal").asString();

    for (int i = 0; i < 3; i++) {
      Map<String, Object> next = Browser.subscription(Browser.newEndpoint());
      EntityExchangeResult<JsonNode> renewed =
          post(id, "renewal", Map.of("renewal", renewal, "subscription", next));
      assertThat(renewed.getStatus().value()).isEqualTo(200);
      if (i > 0) {
        endByPushService(id);
        assertThat(data().get(0).get("state").asString()).isEqualTo("ended");
      }
    }
    Map<String, Object> last = Browser.subscription(Browser.newEndpoint());
    post(id, "renewal", Map.of("renewal", renewal, "subscription", last));

    assertThat(activate(id, token(id)).get("state").asString()).isEqualTo("active");
  }

  @Test
  void renewsToNoEndpointThatIsNotAllowed() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    String renewal = activate(id, token(id)).get("renewal").asString();
    Map<String, Object> attack =
        Map.of("renewal", renewal, "subscription", Browser.subscription("https://127.0.0.1/"));

    EntityExchangeResult<JsonNode> answer = post(id, "renewal", attack);

    assertThat(code(answer)).isEqualTo("ENDPOINT_NOT_ALLOWED");
    assertThat(state(alice, id)).isEqualTo("active");
  }

  @Test
  void queuesATestForItsOwnerOnly() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    String address = PATH + "/" + id + "/test";
    var request = api.as(alice).post().uri(address).header("Idempotency-Key", "try-it");
    assertThat(code(exchange(request))).isEqualTo("CONFLICT");
    activate(id, token(id));

    EntityExchangeResult<JsonNode> answer =
        exchange(api.as(alice).post().uri(address).header("Idempotency-Key", "try-it"));
    assertThat(answer.getStatus().value()).isEqualTo(202);
    assertThat(waiting(id))
        .anySatisfy(
            pushed ->
                assertThat(pushed.at("/notification/title").asString()).isEqualTo("Push works"));
    assertThat(code(exchange(api.as(bob).post().uri(address)))).isEqualTo("NOT_FOUND");
    assertThat(code(exchange(api.as(bob, "admin").post().uri(address)))).isEqualTo("NOT_FOUND");
    assertThat(code(exchange(api.anonymous().post().uri(address)))).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void queuesForActiveSubscriptionsOnly() {
    String active = register(alice, Browser.subscription(Browser.newEndpoint()));
    String pending = register(alice, Browser.subscription(Browser.newEndpoint()));
    activate(active, token(active));
    int before = waiting(pending).size();

    assertThat(messages.enqueue(new UserId(alice), message("News", null))).hasSize(1);

    assertThat(waiting(active)).anyMatch(pushed -> titled(pushed, "News"));
    assertThat(waiting(pending)).hasSize(before);
  }

  /** What came while a browser subscribed anew was lost. */
  @Test
  void queuesForABrowserThatWasActiveAndProvesItselfAnew() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    activate(id, token(id));
    put(id, Browser.subscription(Browser.newEndpoint()));
    assertThat(state(alice, id)).isEqualTo("pending");

    PushMessageId message = messages.enqueue(new UserId(alice), message("News", null)).getFirst();
    assertThat(waiting(id)).anyMatch(pushed -> titled(pushed, "News"));
    Instant later = Instant.now().plusSeconds(600);
    jdbc.sql("update push_message set due_at = ? where id = ?")
        .params(Timestamp.from(later), message.value())
        .update();

    activate(id, token(id));

    assertThat(dueOf(message)).isBefore(later.minusSeconds(500));
  }

  /** Once it was active without what had waited for it, until that had expired. */
  @Test
  void isNotActiveWithoutWhatHasWaited() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    PushToken token = new PushToken(token(id));
    PushSubscriptionId subscription = new PushSubscriptionId(UUID.fromString(id));

    assertThatIllegalStateException()
        .isThrownBy(() -> withoutRelease().activate(subscription, token, PushToken.fresh()));

    assertThat(state(alice, id)).isEqualTo("pending");
    activate(id, token.value());
  }

  /** The push service can say that it is over before the browser has told its worker. */
  @Test
  void letsTheWorkerRenewWhatThePushServiceHasEnded() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    String renewal = activate(id, token(id)).get("renewal").asString();
    String createdAt = data().get(0).get("createdAt").asString();
    endByPushService(id);
    assertThat(code(exchange(api.as(alice).get().uri(PATH + "/" + id)))).isEqualTo("NOT_FOUND");
    assertThat(data()).hasSize(1);
    assertThat(data().get(0).get("state").asString()).isEqualTo("ended");
    assertThat(messages.enqueue(new UserId(alice), message("Lost", null))).isEmpty();
    Map<String, Object> next = Browser.subscription(Browser.newEndpoint());
    Map<String, Object> wrong = Map.of("renewal", PushToken.fresh().value(), "subscription", next);
    assertRefused(post(id, "renewal", wrong));

    Map<String, Object> body = Map.of("renewal", renewal, "subscription", next);
    assertThat(post(id, "renewal", body).getStatus().value()).isEqualTo(200);

    assertThat(state(alice, id)).isEqualTo("pending");
    assertThat(data().get(0).get("createdAt").asString()).isEqualTo(createdAt);
    assertThat(messages.enqueue(new UserId(alice), message("News", null))).hasSize(1);
    assertThat(activate(id, token(id)).get("state").asString()).isEqualTo("active");
  }

  /** Once the worker of who used the browser before took it from who uses it now. */
  @Test
  void leavesABrowserToWhoRegisteredItWhenAnotherUsersWorkerComes() {
    String renewed = register(alice, Browser.subscription(Browser.newEndpoint()));
    String renewal = activate(renewed, token(renewed)).get("renewal").asString();
    String over = register(alice, Browser.subscription(Browser.newEndpoint()));
    String last = activate(over, token(over)).get("renewal").asString();
    endByPushService(over);
    Map<String, Object> browser = Browser.subscription(Browser.newEndpoint());
    String ofBob = register(bob, browser);
    activate(ofBob, token(ofBob));

    assertRefused(post(renewed, "renewal", Map.of("renewal", renewal, "subscription", browser)));
    assertRefused(post(over, "renewal", Map.of("renewal", last, "subscription", browser)));

    assertThat(state(bob, ofBob)).isEqualTo("active");
    assertThat(state(alice, renewed)).isEqualTo("active");
    Map<String, Object> next = Browser.subscription(Browser.newEndpoint());
    assertRefused(post(renewed, "renewal", Map.of("renewal", renewal, "subscription", next)));
    assertRefused(post(over, "renewal", Map.of("renewal", last, "subscription", next)));
  }

  @Test
  void forgetsWhatHasEndedAfterThirtyDaysOrWhenItsUserWants() {
    String id = ended();
    String wanted = ended();
    String removed = ended();
    jdbc.sql("update push_ended set ended_at = ? where id = ?")
        .params(Timestamp.from(Instant.now().minus(Duration.ofDays(30))), UUID.fromString(id))
        .update();

    ended.cleanUp();
    assertThat(code(exchange(api.as(alice).delete().uri(PATH + "/" + removed))))
        .isEqualTo("NOT_FOUND");

    assertThat(data()).hasSize(1);
    assertThat(data().get(0).get("id").asString()).isEqualTo(wanted);
    erase(alice);
    assertThat(data()).isEmpty();
  }

  @Test
  void replacesWhatWaitsWithTheSameTopic() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    activate(id, token(id));
    UserId user = new UserId(alice);

    messages.enqueue(user, message("First", new PushTopic("score")));
    messages.enqueue(user, message("Other", new PushTopic("weather")));
    messages.enqueue(user, message("Second", new PushTopic("score")));

    assertThat(waiting(id))
        .noneMatch(pushed -> titled(pushed, "First"))
        .anyMatch(pushed -> titled(pushed, "Other"))
        .anyMatch(pushed -> titled(pushed, "Second"));
  }

  /** Once a message whose topic was "activation" took the place of the token, and the token its. */
  @Test
  void replacesNoTokenByAMessageAndNoMessageByAToken() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    activate(id, token(id));
    messages.enqueue(new UserId(alice), message("News", new PushTopic("activation")));
    assertThat(token(id)).isNotEmpty();

    put(id, Browser.subscription(Browser.newEndpoint()));

    assertThat(token(id)).isNotEmpty();
    assertThat(waiting(id)).anyMatch(pushed -> titled(pushed, "News"));
  }

  @Test
  void queuesNothingForATransactionThatFails() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    activate(id, token(id));

    transactions.executeWithoutResult(
        status -> {
          messages.enqueue(new UserId(alice), message("Never", null));
          status.setRollbackOnly();
        });

    assertThat(waiting(id)).noneMatch(pushed -> titled(pushed, "Never"));
  }

  @Test
  void erasesWhatWaitsWithItsUser() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    String ofBob = register(bob, Browser.subscription(Browser.newEndpoint()));
    assertThat(waiting(id)).isNotEmpty();

    erase(alice);

    assertThat(waiting(id)).isEmpty();
    assertThat(waiting(ofBob)).isNotEmpty();
  }

  /** What waited for a browser that its user gave up was kept, and outlived even his erasure. */
  @Test
  void forgetsWhatWaitsForABrowserThatIsGivenUp() {
    Map<String, Object> browser = Browser.subscription(Browser.newEndpoint());
    String removed = register(alice, Browser.subscription(Browser.newEndpoint()));
    String passedOn = register(alice, browser);
    String claimed = register(alice, Browser.subscription(Browser.newEndpoint()));

    remove(removed);
    String ofBob = register(bob, browser);
    jdbc.sql(
            "update push_subscription set endpoint_hash ="
                + " (select endpoint_hash from push_subscription where id = ?) where id = ?")
        .params(UUID.fromString(ofBob), UUID.fromString(claimed))
        .update();
    activate(ofBob, token(ofBob));

    assertThat(List.of(removed, passedOn, claimed))
        .allSatisfy(id -> assertThat(waiting(id)).isEmpty());
  }

  private PushSubscriptions withoutRelease() {
    PushMessages failing =
        new PushMessages(stored, queue, settings, wakeUp, json, clock) {
          @Override
          void release(PushSubscriptionId subscription) {
            throw new IllegalStateException("The database is gone.");
          }
        };
    return new PushSubscriptions(
        stored, ended, seals, proofs, queue, failing, pushTransactions, vapid, settings, clock);
  }

  private static boolean titled(JsonNode pushed, String title) {
    return pushed.at("/notification/title").asString().equals(title);
  }

  private static PushMessage message(String title, @Nullable PushTopic topic) {
    return new PushMessage(
        UUID.randomUUID().toString(),
        new PushContent(title, null, "/", null, Map.of()),
        Duration.ofHours(1),
        Urgency.NORMAL,
        topic);
  }

  private String register(String user, Map<String, Object> subscription) {
    JsonNode body = exchange(api.as(user).post().uri(PATH).body(subscription)).getResponseBody();
    return Objects.requireNonNull(body).get("id").asString();
  }

  private void put(String id, Map<String, Object> subscription) {
    var answer = exchange(api.as(alice).put().uri(PATH + "/" + id).body(subscription));
    assertThat(answer.getStatus().value()).isEqualTo(200);
  }

  private void remove(String id) {
    api.as(alice).delete().uri(PATH + "/" + id).exchange().expectStatus().isNoContent();
  }

  /** An active subscription of alice, to which the push service answered 410. */
  private String ended() {
    String id = register(alice, Browser.subscription(Browser.newEndpoint()));
    activate(id, token(id));
    endByPushService(id);
    return id;
  }

  private void endByPushService(String id) {
    messages.enqueue(
        List.of(new PushSubscriptionId(UUID.fromString(id))), message("Anybody there?", null));
    Instant now = Instant.now().plusSeconds(1);
    List<PushEnd> ends =
        outbox.take("fcm.googleapis.com", now, now.plusSeconds(60), 1_000).stream()
            .filter(push -> push.subscription().toString().equals(id))
            .<PushEnd>map(PushEnd.Gone::new)
            .toList();
    assertThat(ends).isNotEmpty();
    outbox.settle(ends, settings.sending(), now);
  }

  private void erase(String user) {
    api.as("root", "admin")
        .delete()
        .uri("/api/users/" + user + "/data")
        .exchange()
        .expectStatus()
        .is2xxSuccessful();
  }

  /** What alice may know of her push subscriptions. */
  private JsonNode data() {
    JsonNode body =
        exchange(api.as(alice).get().uri("/api/users/" + alice + "/data")).getResponseBody();
    return Objects.requireNonNull(body).get("pushSubscriptions");
  }

  private Instant due(String id) {
    return jdbc.sql("select due_at from push_message where subscription_id = ?")
        .param(UUID.fromString(id))
        .query(Timestamp.class)
        .single()
        .toInstant();
  }

  private Instant dueOf(PushMessageId id) {
    return jdbc.sql("select due_at from push_message where id = ?")
        .param(id.value())
        .query(Timestamp.class)
        .single()
        .toInstant();
  }

  private String state(String user, String id) {
    JsonNode body = exchange(api.as(user).get().uri(PATH + "/" + id)).getResponseBody();
    return Objects.requireNonNull(body).get("state").asString();
  }

  private JsonNode activate(String id, String token) {
    EntityExchangeResult<JsonNode> answer = post(id, "activation", Map.of("token", token));
    assertThat(answer.getStatus().value()).as(() -> "" + answer.getResponseBody()).isEqualTo(200);
    return Objects.requireNonNull(answer.getResponseBody());
  }

  /** As a service worker does, without a token of the user. */
  private EntityExchangeResult<JsonNode> post(String id, String call, Map<String, Object> body) {
    return exchange(api.anonymous().post().uri(PATH + "/" + id + "/" + call).body(body));
  }

  private static EntityExchangeResult<JsonNode> exchange(
      RestTestClient.RequestHeadersSpec<?> request) {
    return request.exchange().expectBody(JsonNode.class).returnResult();
  }

  private static String code(EntityExchangeResult<JsonNode> answer) {
    return Objects.requireNonNull(answer.getResponseBody()).get("code").asString();
  }

  private static void assertRefused(EntityExchangeResult<JsonNode> answer) {
    assertThat(answer.getStatus().value()).isEqualTo(403);
    assertThat(code(answer)).isEqualTo("PUSH_TOKEN_INVALID");
  }

  private String token(String id) {
    return waiting(id).stream()
        .map(pushed -> pushed.at("/notification/data/activation/token"))
        .filter(JsonNode::isString)
        .toList()
        .getLast()
        .asString();
  }

  /** What is queued for the subscription, oldest first. */
  private List<JsonNode> waiting(String id) {
    return jdbc.sql(
            "select id, payload from push_message where subscription_id = ?"
                + " order by created_at, kind desc")
        .param(UUID.fromString(id))
        .query(
            (row, _) -> {
              PushMessageId message = new PushMessageId(row.getObject(1, UUID.class));
              return json.readTree(encryption.open(row.getBytes(2), PushQueue.context(message)));
            })
        .list();
  }
}
