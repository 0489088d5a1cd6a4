package io.switchboard.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.shared.PersonalData;
import io.switchboard.shared.UserId;
import io.switchboard.testing.Api;
import io.switchboard.testing.EventReader;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import io.switchboard.testing.PushClient;
import io.switchboard.testing.RawStomp;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Everything about a user, wherever it is kept, is handed out and can be erased. */
abstract class PersonalDataContract {

  @OnH2
  static class OnH2Tests extends PersonalDataContract {}

  @OnPostgres
  static class OnPostgresTests extends PersonalDataContract {}

  /**
   * Which rows of a table are about a user.
   *
   * @param rows the condition
   * @param exported where the export has them; {@code null} if they only say again, or count, what
   *     other tables have, or are on their way to the user
   */
  private record About(String rows, @Nullable String exported) {}

  private static About about(String rows, String exported) {
    return new About(rows, exported);
  }

  private static About derived(String rows) {
    return new About(rows, null);
  }

  private static final Map<String, About> ABOUT_USERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("preference_set", derived("user_id = :user")),
              Map.entry("preference", about("user_id = :user", "/preferences/choices/0")),
              Map.entry(
                  "preference_channel",
                  about("user_id = :user", "/preferences/channels/email/address")),
              Map.entry("preference_mode", about("user_id = :user", "/preferences/modes/0")),
              Map.entry(
                  "preference_suppression",
                  about("user_id = :user", "/preferences/suppressions/email")),
              Map.entry(
                  "preference_held", about("user_id = :user", "/preferences/formerAddresses/0")),
              Map.entry("preference_mask", derived("user_id = :user")),
              Map.entry(
                  "preference_event",
                  about("user_id = :user or actor = :user", "/preferences/history/entries/0")),
              Map.entry("user_tenant", about("user_id = :user", "/membership/tenant")),
              Map.entry("push_subscription", about("owner = :user", "/pushSubscriptions/0")),
              Map.entry("push_ended", about("owner = :user", "/pushSubscriptions/1")),
              Map.entry("push_message", derived("owner = :user")),
              Map.entry("ticket", about("user_id = :user", "/tickets/0")),
              Map.entry("idempotent_request", about("user_id = :user", "/idempotentRequests/0")),
              Map.entry(
                  "channel_log",
                  about("sender = :user or channel = 'user:' || :user", "/messages/messages/0"))));

  /** Tables that say nothing about users. */
  private static final Set<String> ABOUT_NOBODY =
      Set.of(
          "flyway_schema_history",
          "log_epoch",
          "preference_policy_type",
          "preference_channel_type",
          "preference_policy",
          "preference_lock",
          "preference_bit",
          "preference_layer");

  /**
   * What outlives an erasure. Of a user's channel: how much there was on it, or positions would be
   * given twice. Of the erasure: a keyed hash.
   */
  private static final Set<String> KEPT = Set.of("channel_counter", "preference_erasure");

  private final String alice = Api.newUser("alice");
  private final String bob = Api.newUser("bob");
  private final String room = "chat:" + UUID.randomUUID();
  private final String own = "user:" + alice;
  private String push = "";

  @Autowired Api api;
  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;

  @BeforeEach
  void giveAliceSomethingOfEverything() {
    RestTestClient admin = api.as("operator", "admin");
    for (String user : List.of(alice, bob)) {
      RestTestClient client = api.as(user);
      call(client, "PUT /api/preferences", choice("marketing", "push", "enabled"));
      call(
          client,
          "PUT /api/preferences",
          "{\"policyType\":\"social\",\"channelType\":\"email\",\"policySetting\":\"inherit\","
              + "\"mode\":\"digest\"}");
      call(client, "PUT /api/preferences/channels/email", "{\"address\":\"old@example.com\"}");
      call(admin, suppression(user), "{\"reason\":\"complained\"}");
      call(
          client,
          "PUT /api/preferences/channels/email",
          "{\"address\":\"" + user + "@example.com\"}");
      call(admin, "PUT /api/users/" + user + "/tenant", "{\"tenant\":\"acme\"}");
      call(admin, suppression(user), "{\"reason\":\"bounced\"}");
      call(client, "POST /api/tickets", null);
      say(user, room, "I am " + user);
    }
    push =
        call(
                api.as(alice),
                "POST /api/push/subscriptions",
                new PushClient(endpoint()).subscription())
            .body()
            .get("id")
            .asString();
    jdbc.sql(
            "insert into push_ended (id, owner, host, created_at, renewal_hash, ended_at)"
                + " values (?, ?, 'fcm.googleapis.com', current_timestamp, 'hash',"
                + " current_timestamp)")
        .params(UUID.randomUUID(), alice)
        .update();
    call(api.as(alice, "admin"), suppression(bob), "{\"reason\":\"complained\"}");
    say("shop", own, "Your order is on its way");
  }

  @Test
  void knowsEveryTable() {
    Set<String> declared = new TreeSet<>(ABOUT_USERS.keySet());
    declared.addAll(ABOUT_NOBODY);
    declared.addAll(KEPT);

    assertThat(declared)
        .as("Say in this test which rows of a new table are about a user, or that none is")
        .hasSize(ABOUT_USERS.size() + ABOUT_NOBODY.size() + KEPT.size())
        .isEqualTo(new TreeSet<>(tables()));
  }

  @Test
  void handsOutAndErasesRowsOfEveryTableThatIsAboutUsers() {
    assertThat(traces()).isEqualTo(ABOUT_USERS.keySet());
    assertThat(exported(data(alice))).isEqualTo(exportedTables());

    assertThat(erase(alice)).isEqualTo(204);

    assertThat(traces()).isEmpty();
    assertThat(exported(data(alice))).isEmpty();
    assertThat(erase(alice)).isEqualTo(204);
  }

  /** The erasure once did not see it, and it stayed. */
  @Test
  void erasesAFirstChoiceThatIsNotYetCommitted() {
    erase(alice);

    CompletableFuture<Integer> erasure =
        Objects.requireNonNull(
            new TransactionTemplate(transactions)
                .execute(
                    _ -> {
                      jdbc.sql("insert into preference_set (user_id, version) values (?, 0)")
                          .param(alice)
                          .update();
                      record(alice, "first");
                      var answer = CompletableFuture.supplyAsync(() -> erase(alice));
                      assertThat(answer)
                          .failsWithin(Duration.ofMillis(300))
                          .withThrowableOfType(TimeoutException.class);
                      return answer;
                    }));

    assertThat(erasure).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(204);
    assertThat(traces()).isEmpty();
  }

  @Test
  void leavesTheUserIdNowhereButInTheNameOfHisChannel() {
    assertThat(mentions(alice))
        .contains("channel_log.body", "channel_log.channel", "ticket.caller");

    erase(alice);

    assertThat(mentions(alice)).containsExactly("channel_counter.channel");
  }

  /** A message that was queued while its subscription was removed was never erased. */
  @Test
  void erasesPushesToABrowserThatTheUserHasNoMore() {
    jdbc.sql("delete from push_subscription where owner = ?").param(alice).update();
    assertThat(traces()).contains("push_message");

    erase(alice);

    assertThat(traces()).isEmpty();
  }

  @Test
  void handsOutWhatEveryModuleKnows() {
    try (RawStomp session = RawStomp.connect(api.port(), api.token(alice))) {
      session.subscribe("1", "/topic/" + room);
      JsonNode data = data(alice);

      assertThat(data.propertyNames())
          .containsExactly(
              "user",
              "idempotentRequests",
              "membership",
              "messages",
              "preferences",
              "presence",
              "pushSubscriptions",
              "sessions",
              "tickets");
      assertThat(data.get("idempotentRequests").valueStream())
          .extracting(request -> request.get("status").asInt())
          .containsExactlyInAnyOrder(200, 201);
      assertThat(data.at("/membership/tenant").asString()).isEqualTo("acme");
      assertThat(data.at("/preferences/modes")).hasSize(1);
      assertThat(data.at("/preferences/suppressions/email").asString()).isEqualTo("bounced");
      assertThat(data.at("/presence/0/channel").asString()).isEqualTo(room);
      assertThat(data.at("/pushSubscriptions/0/id").asString()).isEqualTo(push);
      assertThat(data.at("/sessions/0/subscriptions/0/destination").asString())
          .isEqualTo("/topic/" + room);
      assertThat(data.at("/tickets/0/usableUntil").asString()).isNotEmpty();
      assertThat(texts(pages(data.get("messages"))))
          .containsExactly(own + " Your order is on its way", room + " I am " + alice);
    }
  }

  /** Versions and contents of different moments once came together. */
  @Test
  void handsOutOneStateOfTheDatabase() {
    PersonalData module =
        new PersonalData() {
          @Override
          public String name() {
            return "entries";
          }

          @Override
          public Object export(UserId user) {
            long before = entries(user);
            call(api.as(alice), "PUT /api/preferences", choice("social", "push", "disabled"));
            return List.of(before, entries(user));
          }

          @Override
          public void erase(UserId user) {}
        };

    Map<String, Object> data =
        Objects.requireNonNull(
            new PersonalDataController(List.of(module), transactions)
                .export(new UserId(alice))
                .getBody());

    long entries = entries(new UserId(alice));
    assertThat(data).containsEntry("entries", List.of(entries - 1, entries - 1));
  }

  /** Appends to the user's ledger. */
  private void record(String user, String newValue) {
    jdbc.sql(
            "insert into preference_event (user_id, actor, source, policy_type, channel_type,"
                + " aspect, new_value, policy_text, changed_at)"
                + " values (?, ?, 'API', 'social', 'push', 'mode', ?, '1', current_timestamp)")
        .params(user, user, newValue)
        .update();
  }

  private long entries(UserId user) {
    return jdbc.sql("select count(*) from preference_event where user_id = ?")
        .param(user.value())
        .query(Long.class)
        .single();
  }

  @Test
  void leavesOthersAsTheyWere() {
    JsonNode before = data(bob);

    erase(alice);

    assertThat(withoutHistory(data(bob))).isEqualTo(withoutHistory(before));
    JsonNode newest = data(bob).at("/preferences/history/entries/0");
    assertThat(newest.get("to").asString()).isEqualTo("complained");
    assertThat(newest.get("actor").asString()).isEqualTo("(erased)");
  }

  @Test
  void endsWhatTheUserHasOpen() {
    String token = api.token(alice);
    try (RawStomp session = RawStomp.connect(api.port(), token);
        EventReader stream =
            EventReader.open(
                api.port(),
                "/api/channels/" + room + "/events",
                Map.of("Authorization", "Bearer " + token))) {
      session.subscribe("1", "/topic/" + room);
      assertThat(data(alice).get("sessions")).hasSize(2);
      assertThat(present()).isEqualTo(1);

      erase(alice);

      assertThat(session.closeCode()).isEqualTo(3502);
      stream.awaitEnd();
      await().untilAsserted(() -> assertThat(present()).isZero());
      assertThat(data(alice).get("sessions")).isEmpty();
    }
  }

  @Test
  void refusesTicketsFromBefore() {
    String ticket = call(api.as(alice), "POST /api/tickets", null).body().get("ticket").asString();

    erase(alice);

    assertThat(
            call(api.anonymous(), "GET /api/channels/" + room + "/presence?ticket=" + ticket, null)
                .status())
        .isEqualTo(401);
  }

  @Test
  void tellsAReaderOfAnEmptiedChannelThatItsPositionIsGone() {
    String epoch = page(own, null).get("epoch").asString();

    erase(alice);

    try (RawStomp session = RawStomp.connect(api.port(), api.token(alice))) {
      assertThat(recovered(session, own, epoch + ":0")).isEqualTo("false 1");
      assertThat(recovered(session, own, epoch + ":1")).isEqualTo("true 1");
      say("shop", own, "Welcome back");
      RawStomp.Frame message = session.await("MESSAGE");
      assertThat(message.header("offset")).isEqualTo("2");
    }
    assertThat(page(own, epoch + ":0").get("recovered").asBoolean()).isFalse();
    assertThat(page(own, epoch + ":1").get("recovered").asBoolean()).isTrue();
  }

  @Test
  void putsNothingInThePlaceOfWhatTheUserSentToOthers() {
    JsonNode before = page(room, null);
    String start = before.get("epoch").asString() + ":0";

    erase(alice);

    JsonNode after = page(room, start);
    assertThat(after.get("recovered").asBoolean()).isTrue();
    JsonNode erased = after.at("/messages/0");
    assertThat(erased.get("event").asString()).isEqualTo("erased");
    assertThat(erased.get("data")).isEmpty();
    assertThat(erased.has("sender")).isFalse();
    assertThat(erased.get("offset")).isEqualTo(before.at("/messages/0/offset"));
    assertThat(after.at("/messages/1")).isEqualTo(before.at("/messages/1"));
  }

  @Test
  void findsAUsersMessagesAmongManyOfOthers() {
    List<String> rooms = IntStream.range(0, 4).mapToObj(_ -> "chat:" + UUID.randomUUID()).toList();
    for (String each : rooms) {
      publishMany(alice, each, 400);
      publishMany(bob, each, 1_000);
      publishMany(bob, each, 1_000);
    }
    publishMany("shop", own, 600);

    List<JsonNode> pages = pages(data(alice).get("messages"));
    assertThat(pages).hasSizeGreaterThan(4).allMatch(page -> page.get("messages").size() <= 500);
    List<String> read = texts(pages);
    assertThat(read).hasSize(4 * 400 + 600 + 2).doesNotHaveDuplicates();
    assertThat(read.subList(0, 601)).allMatch(message -> message.startsWith(own));
    assertThat(read.subList(601, read.size())).noneMatch(message -> message.startsWith(own));

    erase(alice);
    assertThat(traces()).isEmpty();
  }

  /**
   * Where a stretch of the log ended there, both parts were once read anew, and perhaps forever.
   */
  @Test
  void readsMoreOfTheUsersOwnThanIsLookedThroughAtOnce() {
    IntStream.range(0, 6).forEach(_ -> publishMany("shop", own, 1_000));

    assertThat(texts(pages(data(alice).get("messages")))).hasSize(6_000 + 2);
  }

  @Test
  void handsOutTheWholeLedgerInPages() {
    int before = data(alice).at("/preferences/history/entries").size();
    for (int i = 0; i < 1_000; i++) {
      record(alice, "m" + i);
    }

    List<JsonNode> pages = pages(data(alice).at("/preferences/history"));

    assertThat(pages).hasSize(3).allMatch(page -> page.get("entries").size() <= 500);
    assertThat(pages.stream().flatMap(page -> page.get("entries").valueStream()))
        .hasSize(1_000 + before)
        .extracting(entry -> entry.path("to").asString(""))
        .startsWith("m999", "m998")
        .contains("m500", "m499", "m0", "acme");
  }

  @Test
  void refusesAPlaceItDidNotGive() {
    for (String after : List.of("chat:room", "=1", "chat:room=", "chat:a:b=1", "chat:room=-1")) {
      Answer answer =
          call(api.as(alice), "GET /api/users/" + alice + "/data/messages?after=" + after, null);
      assertThat(answer.status()).as(after).isEqualTo(400);
      assertThat(answer.body().get("code").asString()).isEqualTo("INVALID_VALUE");
    }
  }

  /** Tokens outlive the erasure, and a page that is still open goes on asking. */
  @Test
  void doesNotLearnTheTenantOfAnErasedUserFromAToken() {
    RestTestClient client = api.bearing(api.token(Map.of("user", alice, "tenant", "acme")));
    call(client, "GET /api/preferences", null);
    erase(alice);

    call(client, "GET /api/preferences", null);
    assertThat(traces()).isEmpty();

    call(client, "PUT /api/preferences", choice("social", "push", "enabled"));
    call(client, "GET /api/preferences", null);
    assertThat(data(alice).at("/membership/tenant").asString()).isEqualTo("acme");
  }

  private List<String> tables() {
    return jdbc.sql(
            "select lower(table_name) from information_schema.tables"
                + " where lower(table_schema) = 'public'")
        .query(String.class)
        .list();
  }

  private Set<String> traces() {
    Set<String> found = new TreeSet<>();
    ABOUT_USERS.forEach(
        (table, about) -> {
          long count =
              jdbc.sql("select count(*) from " + table + " where " + about.rows())
                  .param("user", alice)
                  .query(Long.class)
                  .single();
          if (count > 0) {
            found.add(table);
          }
        });
    return found;
  }

  private static Set<String> exportedTables() {
    Set<String> tables = new TreeSet<>(ABOUT_USERS.keySet());
    tables.removeIf(table -> pointer(table) == null);
    return tables;
  }

  /** The tables of which something is in the export. */
  private static Set<String> exported(JsonNode data) {
    Set<String> tables = exportedTables();
    tables.removeIf(table -> data.at(String.valueOf(pointer(table))).isMissingNode());
    return tables;
  }

  private static @Nullable String pointer(String table) {
    return Objects.requireNonNull(ABOUT_USERS.get(table)).exported();
  }

  /** Every column in which the text occurs, as text or in bytes. */
  private Set<String> mentions(String text) {
    Set<String> found = new TreeSet<>();
    List<String> tables = new ArrayList<>(tables());
    // H2 has it in lower case only, and nothing but migrations writes it.
    tables.remove("flyway_schema_history");
    for (String table : tables) {
      for (Map<String, Object> row : jdbc.sql("select * from " + table).query().listOfRows()) {
        row.forEach(
            (column, value) -> {
              if (readable(value).contains(text)) {
                found.add(table + "." + column.toLowerCase(Locale.ROOT));
              }
            });
      }
    }
    return found;
  }

  private static String readable(@Nullable Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.ISO_8859_1)
        : String.valueOf(value);
  }

  private int erase(String user) {
    return call(api.as("operator", "admin"), "DELETE /api/users/" + user + "/data", null).status();
  }

  private JsonNode data(String user) {
    return call(api.as(user), "GET /api/users/" + user + "/data", null).body();
  }

  private static List<JsonNode> withoutHistory(JsonNode data) {
    return data.propertyStream()
        .flatMap(
            part ->
                part.getKey().equals("preferences")
                    ? part.getValue().propertyStream()
                    : Stream.of(part))
        .filter(part -> !part.getKey().equals("history"))
        .map(Map.Entry::getValue)
        .toList();
  }

  private int present() {
    return call(api.as(bob), "GET /api/channels/" + room + "/presence", null)
        .body()
        .get("onlineCount")
        .asInt();
  }

  private JsonNode page(String channel, @Nullable String since) {
    return call(
            api.as(alice),
            "GET /api/channels/" + channel + "/messages" + (since == null ? "" : "?since=" + since),
            null)
        .body();
  }

  /** Whether a subscription continues, and the head it is told. */
  private static String recovered(RawStomp session, String channel, String since) {
    String id = UUID.randomUUID().toString();
    session.frame(
        "SUBSCRIBE",
        "",
        "id:" + id,
        "destination:/topic/" + channel,
        "receipt:" + id,
        "since:" + since);
    RawStomp.Frame receipt = session.await(frame -> frame.is("receipt-id", id));
    return receipt.header("recovered") + " " + receipt.header("offset");
  }

  /** The first is in the export; how many of messages there are depends on what others sent. */
  private List<JsonNode> pages(JsonNode first) {
    List<JsonNode> pages = new ArrayList<>(List.of(first));
    while (pages.getLast().has("next")) {
      String next = "GET " + pages.getLast().get("next").asString();
      pages.add(call(api.as(alice), next, null).body());
    }
    return pages;
  }

  private static List<String> texts(List<JsonNode> pages) {
    return pages.stream()
        .flatMap(page -> page.get("messages").valueStream())
        .map(message -> message.get("channel").asString() + " " + message.at("/data").asString())
        .toList();
  }

  private void say(String user, String channel, String text) {
    Answer answer =
        call(
            api.as(user, user.equals("shop") ? new String[] {"publish"} : new String[0]),
            "POST /api/channels/" + channel + "/messages",
            Map.of("data", text));
    assertThat(answer.status()).isEqualTo(200);
  }

  private void publishMany(String user, String channel, int count) {
    List<Map<String, Object>> messages =
        IntStream.range(0, count)
            .<Map<String, Object>>mapToObj(i -> Map.of("channel", channel, "data", "m" + i))
            .toList();
    Answer answer =
        call(api.as(user, "publish"), "POST /api/publish", Map.of("messages", messages));
    assertThat(answer.body().get("results").valueStream())
        .allMatch(verdict -> verdict.get("status").asString().equals("accepted"));
  }

  private static String suppression(String user) {
    return "PUT /api/users/" + user + "/preferences/suppressions/email";
  }

  private static String choice(String policyType, String channelType, String setting) {
    return "{\"policyType\":\"%s\",\"channelType\":\"%s\",\"policySetting\":\"%s\"}"
        .formatted(policyType, channelType, setting);
  }

  private static String endpoint() {
    return "https://fcm.googleapis.com/fcm/send/" + UUID.randomUUID();
  }

  /**
   * @param endpoint the method and the path
   * @param body {@code null} to send none
   */
  private static Answer call(RestTestClient client, String endpoint, @Nullable Object body) {
    String[] parts = endpoint.split(" ", 2);
    HttpMethod method = HttpMethod.valueOf(parts[0]);
    var request = client.method(method).uri(URI.create(parts[1]));
    if (method.equals(HttpMethod.POST)) {
      request.header("Idempotency-Key", UUID.randomUUID().toString());
    }
    var result =
        (body == null ? request : request.contentType(MediaType.APPLICATION_JSON).body(body))
            .exchange()
            .expectBody(JsonNode.class)
            .returnResult();
    return new Answer(
        result.getStatus().value(),
        Objects.requireNonNullElse(result.getResponseBody(), MissingNode.getInstance()));
  }

  private record Answer(int status, JsonNode body) {}
}
