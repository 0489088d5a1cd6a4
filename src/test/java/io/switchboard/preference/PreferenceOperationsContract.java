package io.switchboard.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.switchboard.preference.PreferenceClient.Answer;
import io.switchboard.shared.Refused;
import io.switchboard.shared.UserId;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import io.switchboard.testing.RawStomp;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What operators decide, what users learn about it, and what is remembered of both. */
abstract class PreferenceOperationsContract {

  @OnH2
  static class OnH2Tests extends PreferenceOperationsContract {}

  @OnPostgres
  static class OnPostgresTests extends PreferenceOperationsContract {}

  private static final String POLICIES = "/api/admin/preferences/policies";
  private static final String TYPES = "/api/admin/preferences/policy-types/";

  @Autowired Api api;
  @Autowired Suppressions suppressions;
  @Autowired UserChoices choices;
  @Autowired JdbcClient jdbc;

  private String user;
  private PreferenceClient alice;
  private PreferenceClient admin;

  @BeforeEach
  void signIn() {
    user = Api.newUser("alice");
    alice = new PreferenceClient(api.as(user));
    admin = new PreferenceClient(api.as("root", "admin"));
  }

  @AfterEach
  void takeBackWhatHoldsForEverybody() {
    for (String cell : List.of("social,email", "marketing,email", "*,email", "security,*")) {
      String[] types = cell.split(",");
      rule(null, types[0], types[1], "inherit");
    }
  }

  @Test
  void requiresAndForbidsWhateverUsersChose() {
    alice.put("*", "*", "disabled");
    rule(null, "security", "*", "required");
    rule(null, "*", "email", "forbidden");

    assertThat(alice.read().rows())
        .containsEntry("security/push", "inherit enabled required")
        .containsEntry("security/email", "inherit disabled forbidden")
        .containsEntry("social/push", "inherit disabled mute");
    assertThat(explain("security", "push")).isEqualTo("send required platform security/*");
    assertThat(explain("security", "email")).isEqualTo("suppress forbidden platform */email");
  }

  @Test
  void givesDefaultsToUsersWhoDidNotChoose() {
    String before = alice.read().tag();
    rule(null, "marketing", "email", "enabled");

    Answer answer = alice.read();
    assertThat(answer.rows()).containsEntry("marketing/email", "inherit enabled platform");
    assertThat(answer.tag()).isNotEqualTo(before);
    alice.put("marketing", "email", "disabled");
    assertThat(explain("marketing", "email"))
        .isEqualTo("suppress disabled_by_user user marketing/email");
  }

  @Test
  void knowsTheTenantByTheTokenAlsoWhenTheUserIsAway() {
    String tenant = tenant();
    alice.configure("email", "{\"address\":\"a@example.com\"}");
    rule(tenant, "social", "email", "disabled");
    assertThat(explain("social", "email")).isEqualTo("send enabled_by_class class social/*");

    api.bearing(api.token(Map.of("user", user, "tenant", tenant)))
        .get()
        .uri("/api/preferences")
        .exchange()
        .expectStatus()
        .isOk();

    assertThat(admin.get("/api/users/" + user + "/tenant").body().get("tenant").asString())
        .isEqualTo(tenant);
    assertThat(explain("social", "email"))
        .isEqualTo("suppress disabled_by_tenant tenant social/email");
  }

  @Test
  void knowsTheTenantOfAUserWhoOnlySpeaksStomp() {
    String tenant = tenant();
    String token = api.token(Map.of("user", user, "tenant", tenant));
    try (RawStomp stomp = RawStomp.connect(api.port(), token)) {
      stomp.subscribe("1", "/topic/chat:lobby");

      await()
          .untilAsserted(
              () ->
                  assertThat(
                          admin
                              .get("/api/users/" + user + "/tenant")
                              .body()
                              .path("tenant")
                              .asString(""))
                      .isEqualTo(tenant));
    }
  }

  @Test
  void movesAUserToATenantAndOut() {
    String tenant = tenant();
    rule(tenant, "social", "push", "forbidden");
    String path = "/api/users/" + user + "/tenant";

    assertThat(admin.send("PUT", path, "{\"tenant\":\"" + tenant + "\"}").status()).isEqualTo(200);
    assertThat(explain("social", "push")).isEqualTo("suppress forbidden tenant social/push");
    assertThat(admin.send("PUT", path, "{\"tenant\":null}").status()).isEqualTo(200);
    assertThat(explain("social", "push")).isEqualTo("send enabled_by_class class social/*");
    admin.send("PUT", path, "{\"tenant\":\"a b\"}").isProblem(400, "INVALID_VALUE");
  }

  @Test
  void refusesPoliciesThatMeanNothing() {
    admin
        .send("PUT", POLICIES, policy(null, "*", "email", "enabled"))
        .isProblem(422, "NOT_PROCESSABLE", "policySetting");
    admin
        .send("PUT", POLICIES, policy(null, "fax", "email", "enabled"))
        .isProblem(422, "UNKNOWN_POLICY_TYPE", "policyType");
    admin
        .send("PUT", POLICIES, policy(null, "social", "fax", "enabled"))
        .isProblem(422, "UNKNOWN_CHANNEL_TYPE", "channelType");
    admin
        .send("PUT", POLICIES, policy(null, "social", "email", "always"))
        .isProblem(400, "INVALID_VALUE", "policySetting");
    assertThat(admin.get(POLICIES).body().get("policies").toString()).isEqualTo("[]");
  }

  @Test
  void addsChangesAndRemovesTypes() {
    String name = "surveys-" + UUID.randomUUID().toString().substring(0, 8);
    alice.put("social", name, "enabled").isProblem(422, "UNKNOWN_CHANNEL_TYPE");

    assertThat(
            admin
                .send("PUT", TYPES + name, "{\"class\":\"marketing\",\"title\":\"Surveys\"}")
                .status())
        .isEqualTo(200);
    assertThat(alice.read().rows()).containsEntry(name + "/email", "inherit disabled default");
    assertThat(alice.put(name, "email", "enabled").rows())
        .containsEntry(name + "/email", "enabled enabled cell");
    assertThat(alice.get("/api/preferences/catalogue").body().toString()).contains("\"Surveys\"");
    assertThat(alice.get("/api/config").body().toString()).contains(name);

    assertThat(admin.send("PUT", TYPES + name, "{\"class\":\"social\"}").status()).isEqualTo(200);
    assertThat(explain(name, "push")).isEqualTo("send enabled_by_class class " + name + "/*");

    assertThat(admin.send("DELETE", TYPES + name, null).status()).isEqualTo(204);
    admin.send("DELETE", TYPES + name, null).isProblem(404, "NOT_FOUND");
    assertThat(alice.read().rows()).doesNotContainKey(name + "/email");
  }

  @Test
  void leavesConfiguredTypesToTheConfiguration() {
    admin.send("PUT", TYPES + "social", "{\"class\":\"marketing\"}").isProblem(409, "CONFLICT");
    admin.send("DELETE", TYPES + "social", null).isProblem(409, "CONFLICT");
    admin
        .send("PUT", TYPES + "Social", "{\"class\":\"marketing\"}")
        .isProblem(400, "INVALID_VALUE", "name");
    admin
        .send("PUT", TYPES + "gossip", "{\"class\":\"gossip\"}")
        .isProblem(400, "INVALID_VALUE", "class");
  }

  @Test
  void explainsWhatWaitsAndUntilWhen() {
    alice.configure(
        "email",
        "{\"address\":\"a@example.com\","
            + "\"quietHours\":{\"zone\":\"Europe/Berlin\",\"from\":\"22:00\",\"to\":\"07:00\"}}");

    // The night in which the clocks go from 2 to 3: an hour less to wait.
    JsonNode night =
        alice
            .get(
                "/api/preferences/explain?policyType=social&channelType=email"
                    + "&at=2026-03-28T22:30:00Z")
            .body();
    assertThat(night.get("verdict").asString()).isEqualTo("defer");
    assertThat(night.get("reason").asString()).isEqualTo("quiet_hours");
    assertThat(night.get("row").asString()).isEqualTo("*/email");
    assertThat(night.get("until").asString()).isEqualTo("2026-03-29T05:00:00Z");
    assertThat(night.get("detail").asString()).isNotBlank();
  }

  @Test
  void collectsAndWaitsAsTheUserAsks() {
    Answer put =
        alice.put(
            "{\"policyType\":\"social\",\"channelType\":\"email\",\"policySetting\":\"inherit\","
                + "\"mode\":\"digest\"}",
            null);
    assertThat(put.status()).isEqualTo(200);
    assertThat(alice.read()).isEqualTo(put);
    alice.configure(
        "email",
        "{\"address\":\"a@example.com\",\"digestAt\":\"18:30\",\"zone\":\"Asia/Kolkata\"}");
    assertThat(explainAt("social", "email", "2026-03-28T12:00:00Z"))
        .isEqualTo("digest digest 2026-03-28T13:00:00Z");

    alice.put(
        "{\"policyType\":\"social\",\"channelType\":\"push\",\"policySetting\":\"enabled\","
            + "\"unlessSeenFor\":\"PT15M\"}",
        null);
    assertThat(explainAt("social", "push", "2026-03-28T12:00:00Z"))
        .isEqualTo("defer unless_seen 2026-03-28T12:15:00Z");
    alice.put(
        "{\"policyType\":\"social\",\"channelType\":\"push\",\"policySetting\":\"enabled\","
            + "\"unlessSeenFor\":\"PT0S\"}",
        null);
    assertThat(explain("social", "push")).isEqualTo("send enabled_by_user user social/push");
  }

  @Test
  void refusesModesThatCannotBe() {
    refusesMode("social", "email", "\"mode\":\"weekly\"", 400, "mode");
    refusesMode("social", "email", "\"unlessSeenFor\":\"PT90S\"", 400, "unlessSeenFor");
    refusesMode("social", "email", "\"unlessSeenFor\":\"P8D\"", 400, "unlessSeenFor");
    refusesMode("social", "email", "\"unlessSeenFor\":\"soon\"", 400, "unlessSeenFor");
    refusesMode("*", "email", "\"mode\":\"digest\"", 422, "mode");
    refusesMode("social", "in_app", "\"mode\":\"digest\"", 422, "channelType");
  }

  @Test
  void suppressesAnAddressUntilThereIsAnother() {
    alice.configure("email", "{\"address\":\"a@example.com\"}");
    suppressions.suppress(new UserId(user), "email", null, Suppression.BOUNCED);

    assertThat(explain("security", "email")).isEqualTo("suppress bounced address */email");
    assertThat(alice.read().rows()).containsEntry("security/email", "inherit disabled suppressed");
    alice.configure("email", "{\"address\":\"a@example.com\",\"digestAt\":\"09:00\"}");
    assertThat(explain("security", "email")).startsWith("suppress bounced");
    alice.configure("email", "{\"address\":\"b@example.com\"}");
    assertThat(explain("security", "email")).startsWith("send");

    String path = "/api/users/" + user + "/preferences/suppressions/email";
    assertThat(admin.send("PUT", path, "{\"reason\":\"complained\"}").status()).isEqualTo(204);
    assertThat(explain("security", "email")).startsWith("suppress complained");
    assertThat(admin.send("DELETE", path, null).status()).isEqualTo(204);
    assertThat(explain("security", "email")).startsWith("send");
    admin.send("PUT", path, "{\"reason\":\"erased\"}").isProblem(400, "INVALID_VALUE", "reason");
  }

  /** Giving the address up and naming it again once lifted what the operator had said. */
  @Test
  void suppressesAnAddressAgainThatComesBack() {
    String complained = "{\"address\":\"a@example.com\"}";
    alice.configure("email", complained);
    String path = "/api/users/" + user + "/preferences/suppressions/email";
    assertThat(admin.send("PUT", path, "{\"reason\":\"complained\"}").status()).isEqualTo(204);

    alice.configure("email", "{}");
    alice.configure("email", complained);
    assertThat(explain("security", "email")).isEqualTo("suppress complained address */email");
    alice.configure("email", "{\"address\":\"b@example.com\"}");
    assertThat(explain("security", "email")).startsWith("send");
    assertThat(
            alice
                .get("/api/users/" + user + "/data")
                .body()
                .at("/preferences/formerAddresses")
                .toString())
        .isEqualTo("[{\"channelType\":\"email\",\"reason\":\"complained\"}]");
    alice.configure("email", "{\"address\":\"A@Example.com\"}");
    assertThat(explain("security", "email")).startsWith("suppress complained");

    alice.configure("email", "{}");
    assertThat(admin.send("DELETE", path, null).status()).isEqualTo(204);
    alice.configure("email", complained);
    assertThat(explain("security", "email")).startsWith("send");
  }

  /** It was once held against the next address. */
  @Test
  void holdsALateBounceAgainstTheAddressItCameFrom() {
    String path = "/api/users/" + user + "/preferences/suppressions/email";
    String bounced = "{\"reason\":\"bounced\",\"address\":\"Old@example.com\"}";
    alice.configure("email", "{\"address\":\"old@example.com\"}");
    alice.configure("email", "{\"address\":\"new@example.com\"}");
    assertThat(admin.send("PUT", path, bounced).status()).isEqualTo(204);
    String tag = alice.read().tag();
    assertThat(admin.send("PUT", path, bounced).status()).isEqualTo(204);

    assertThat(alice.read().tag()).isEqualTo(tag);
    assertThat(explain("security", "email")).startsWith("send");
    alice.configure("email", "{\"address\":\"old@example.com\"}");
    assertThat(explain("security", "email")).startsWith("suppress bounced");
    assertThat(admin.send("PUT", path, bounced.replace("bounced", "complained")).status())
        .isEqualTo(204);
    assertThat(explain("security", "email")).startsWith("suppress complained");
    admin
        .send("PUT", path, "{\"reason\":\"bounced\",\"address\":\"nobody\"}")
        .isProblem(400, "INVALID_VALUE", "address");
  }

  /** While the user had none, what came back was once kept for the next one. */
  @Test
  void suppressesNoAddressThatIsNamedAfterwards() {
    String path = "/api/users/" + user + "/preferences/suppressions/email";
    alice.configure("email", "{\"address\":\"old@example.com\"}");
    alice.configure("email", "{}");
    assertThat(admin.send("PUT", path, "{\"reason\":\"bounced\"}").status()).isEqualTo(204);

    alice.configure("email", "{\"address\":\"new@example.com\"}");

    assertThat(explain("security", "email")).startsWith("send");
  }

  /** A path that differs in case only was once taken for the one that failed. */
  @Test
  void suppressesNoUrlThatDiffersInCase() {
    alice.configure("webhook", "{\"address\":\"https://example.com/Hook\"}");
    suppressions.suppress(new UserId(user), "webhook", null, Suppression.BOUNCED);

    alice.configure("webhook", "{\"address\":\"https://example.com/hook\"}");
    assertThat(explain("security", "webhook")).startsWith("send");
    alice.configure("webhook", "{\"address\":\"https://example.com/Hook\"}");
    assertThat(explain("security", "webhook")).startsWith("suppress bounced");
  }

  @Test
  void saysThatThereIsNoAddress() {
    assertThat(explain("security", "email")).isEqualTo("suppress no_address address */email");
    assertThat(explain("marketing", "email"))
        .isEqualTo("suppress disabled_by_class class marketing/*");
    assertThat(explain("security", "push")).isEqualTo("send enabled_by_class class security/*");
    assertThat(alice.read().rows()).containsEntry("security/email", "inherit enabled default");

    JsonNode preview =
        admin
            .send(
                "POST",
                "/api/preferences/preview",
                "{\"policyType\":\"social\",\"recipients\":{\"users\":[\"" + user + "\"]}}")
            .body();
    assertThat(preview.at("/counts/email").toString()).isEqualTo("{\"no_address\":1}");
    assertThat(preview.at("/counts/webhook").toString()).isEqualTo("{\"no_address\":1}");
  }

  /** Calendars end, and the server once did with them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1000000000-12-31T23:59:59.999999999Z",
        "-1000000000-01-01T00:00:00Z",
        "-999999999-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "2201-01-01T00:00:00Z"
      })
  void refusesAMomentOutsideOfEveryCalendar(String at) {
    alice.configure(
        "push",
        "{\"quietHours\":{\"zone\":\"Europe/Berlin\",\"from\":\"22:00\",\"to\":\"07:00\"}}");
    alice.put(
        "{\"policyType\":\"social\",\"channelType\":\"push\",\"policySetting\":\"inherit\","
            + "\"mode\":\"digest\"}",
        null);

    alice
        .get("/api/preferences/explain?policyType=social&channelType=push&at={at}", at)
        .isProblem(400, "INVALID_VALUE", "at");
    admin
        .send(
            "POST",
            "/api/preferences/preview",
            "{\"policyType\":\"social\",\"at\":\"%s\",\"recipients\":{\"users\":[\"%s\"]}}"
                .formatted(at, user))
        .isProblem(400, "INVALID_VALUE", "at");
  }

  @Test
  void answersAtBothEndsOfTheCalendar() {
    assertThat(explanation("social", "push", "&at=1970-01-01T00:00:00Z").has("verdict")).isTrue();
    assertThat(explanation("social", "push", "&at=2200-12-31T23:59:59Z").has("verdict")).isTrue();
  }

  @Test
  void previewsWhoWouldGetWhat() {
    String bob = Api.newUser("bob");
    alice.put("*", "push", "disabled");
    PreferenceClient back = new PreferenceClient(api.as("shop", "notify"));

    JsonNode preview =
        back.send(
                "POST",
                "/api/preferences/preview",
                "{\"policyType\":\"social\",\"recipients\":{\"users\":[\"%s\",\"%s\"]}}"
                    .formatted(user, bob))
            .body();

    assertThat(preview.at("/counts/push").toString())
        .isEqualTo("{\"enabled_by_class\":1,\"muted\":1}");
    assertThat(preview.at("/counts/in_app").toString()).isEqualTo("{\"enabled_by_class\":2}");
    assertThat(preview.at("/recipients/0/user").asString()).isEqualTo(user);
    assertThat(preview.at("/recipients/0/channels/1").toString())
        .isEqualTo(
            "{\"channelType\":\"push\",\"verdict\":\"suppress\",\"reason\":\"muted\","
                + "\"layer\":\"user\",\"row\":\"*/push\"}");
    assertThat(preview.at("/recipients/1/channels")).hasSize(4);
  }

  @Test
  void boundsAPreview() {
    String users =
        IntStream.rangeClosed(0, 1000)
            .mapToObj(i -> "\"u" + i + "\"")
            .collect(Collectors.joining(","));
    String body = "{\"policyType\":\"social\",\"recipients\":{\"users\":[%s]}}".formatted(users);

    admin.send("POST", "/api/preferences/preview", body).isProblem(413, "TOO_LARGE");
    assertThat(
            admin
                .send("POST", "/api/preferences/preview", body.replace("\"u0\",", ""))
                .body()
                .get("recipients"))
        .hasSize(1000);
  }

  @Test
  void remembersEveryChangeInItsOrder() {
    alice.put("marketing", "email", "enabled");
    alice.put("marketing", "email", "enabled");
    alice.patch(
        "*",
        PreferenceClient.choice("*", "push", "disabled"),
        PreferenceClient.choice("marketing", "email", "inherit"));
    alice.configure("email", "{\"address\":\"a@example.com\",\"digestAt\":\"09:00\"}");
    suppressions.suppress(new UserId(user), "email", null, Suppression.BOUNCED);

    assertThat(history())
        .containsExactly(
            "service suppression */email null bounced",
            "api digestAt */email null 09:00",
            "api address */email null set",
            "api policySetting marketing/email enabled null",
            "api policySetting */push null disabled",
            "api policySetting marketing/email null enabled");
    JsonNode first = alice.get("/api/preferences/history?limit=2").body();
    assertThat(first.get("entries")).hasSize(2);
    assertThat(first.at("/entries/1/sentence").asString())
        .isEqualTo("You changed digestAt of everything by email from nothing to 09:00.");
    assertThat(first.at("/entries/1/policyText").asString()).isEqualTo("1");
    JsonNode next =
        alice
            .get("/api/preferences/history?limit=4&before=" + first.get("before").asString())
            .body();
    assertThat(next.get("entries")).hasSize(4);
    assertThat(next.has("before")).isFalse();
  }

  @Test
  void takesChoicesThatComeOnOtherWays() {
    UserId id = new UserId(user);
    var off = new PreferenceChange("social", "email", PolicySetting.DISABLED);
    choices.make(id, List.of(off), "letter 17", ChangeSource.UNSUBSCRIBE);
    choices.make(id, List.of(off), "letter 18", ChangeSource.UNSUBSCRIBE);

    assertThat(explain("social", "email")).isEqualTo("suppress disabled_by_user user social/email");
    JsonNode entries = alice.get("/api/preferences/history").body().get("entries");
    assertThat(entries).hasSize(1);
    assertThat(entries.at("/0/actor").asString()).isEqualTo("letter 17");
    assertThat(entries.at("/0/sentence").asString())
        .isEqualTo(
            "The link in a message changed policySetting of social by email from nothing to"
                + " disabled.");
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(
            () ->
                choices.make(
                    id,
                    List.of(new PreferenceChange("*", "email", PolicySetting.ENABLED)),
                    "letter 19",
                    ChangeSource.UNSUBSCRIBE));
  }

  /** Whoever clicks on an old message has not come back. */
  @Test
  void keepsAnErasedUserErasedThoughALinkIsUsed() {
    assertThat(admin.send("DELETE", "/api/users/" + user + "/data", null).status()).isEqualTo(204);
    choices.make(
        new UserId(user),
        List.of(new PreferenceChange("social", "email", PolicySetting.DISABLED)),
        "letter 17",
        ChangeSource.UNSUBSCRIBE);

    assertThat(explain("security", "in_app")).isEqualTo("suppress erased address */*");
  }

  @Test
  void remembersPoliciesOfTheirOwn() {
    String tenant = tenant();
    rule(tenant, "social", "email", "required");
    rule(tenant, "social", "email", "required");
    rule(tenant, "social", "email", "inherit");

    JsonNode entries =
        admin.get("/api/admin/preferences/history?tenant=" + tenant).body().get("entries");
    assertThat(entries).hasSize(2);
    assertThat(entries.at("/1/sentence").asString())
        .isEqualTo(
            "An operator changed policySetting of social by email from inherit to required.");
    assertThat(history()).isEmpty();
  }

  @Test
  void handsOutAndErasesEverythingAboutAUser() {
    alice.put("marketing", "email", "enabled");
    alice.configure("email", "{\"address\":\"a@example.com\"}");
    admin.send("PUT", "/api/users/" + user + "/tenant", "{\"tenant\":\"acme\"}");
    PreferenceClient bob = PreferenceClient.newUser(api);
    Answer bobs = bob.put("social", "push", "disabled");
    String path = "/api/users/" + user + "/data";

    JsonNode data = alice.get(path).body();
    assertThat(data.at("/preferences/channels/email/address").asString())
        .isEqualTo("a@example.com");
    assertThat(data.at("/membership/tenant").asString()).isEqualTo("acme");
    assertThat(data.at("/preferences/choices")).hasSize(1);
    assertThat(data.at("/preferences/history/entries")).hasSize(3);
    assertThat(data.has("pushSubscriptions")).isTrue();

    alice.send("DELETE", path, null).isProblem(403, "FORBIDDEN");
    assertThat(admin.send("DELETE", path, null).status()).isEqualTo(204);
    assertThat(admin.send("DELETE", path, null).status()).isEqualTo(204);

    assertThat(traces()).isEmpty();
    assertThat(explain("security", "in_app")).isEqualTo("suppress erased address */*");
    assertThat(alice.read().rows()).containsEntry("security/in_app", "inherit disabled suppressed");
    assertThat(bob.read()).isEqualTo(bobs);

    assertThat(alice.put("social", "push", "enabled").rows())
        .containsEntry("social/push", "enabled enabled cell");
    assertThat(explain("social", "push")).startsWith("send enabled_by_user");
  }

  /** The tables of this module in which the user id still stands. */
  private List<String> traces() {
    return StreamSupport.stream(
            List.of(
                    "preference_set",
                    "preference",
                    "preference_channel",
                    "preference_mode",
                    "preference_suppression",
                    "preference_mask",
                    "preference_event",
                    "user_tenant")
                .spliterator(),
            false)
        .filter(
            table ->
                jdbc.sql("select count(*) from " + table + " where user_id = ?")
                        .param(user)
                        .query(Long.class)
                        .single()
                    > 0)
        .toList();
  }

  private void refusesMode(
      String policyType, String channelType, String mode, int status, String field) {
    alice
        .put(
            "{\"policyType\":\"%s\",\"channelType\":\"%s\",\"policySetting\":\"inherit\",%s}"
                .formatted(policyType, channelType, mode),
            null)
        .isProblem(status, status == 400 ? "INVALID_VALUE" : "NOT_PROCESSABLE", field);
  }

  private String explain(String policyType, String channelType) {
    JsonNode answer = explanation(policyType, channelType, "");
    return "%s %s %s %s"
        .formatted(
            answer.get("verdict").asString(),
            answer.get("reason").asString(),
            answer.get("layer").asString(),
            answer.get("row").asString());
  }

  private String explainAt(String policyType, String channelType, String at) {
    JsonNode answer = explanation(policyType, channelType, "&at=" + at);
    return "%s %s %s"
        .formatted(
            answer.get("verdict").asString(),
            answer.get("reason").asString(),
            answer.get("until").asString());
  }

  /** The user and the operator read the same. */
  private JsonNode explanation(String policyType, String channelType, String at) {
    String query = "?policyType=%s&channelType=%s%s".formatted(policyType, channelType, at);
    JsonNode own = alice.get("/api/preferences/explain" + query).body();
    assertThat(admin.get("/api/users/" + user + "/preferences/explain" + query).body())
        .isEqualTo(own);
    return own;
  }

  private List<String> history() {
    JsonNode entries = alice.get("/api/preferences/history").body().get("entries");
    return StreamSupport.stream(entries.spliterator(), false)
        .map(
            entry ->
                "%s %s %s/%s %s %s"
                    .formatted(
                        entry.get("source").asString(),
                        entry.get("aspect").asString(),
                        entry.get("policyType").asString(),
                        entry.get("channelType").asString(),
                        entry.path("from").asString("null"),
                        entry.path("to").asString("null")))
        .toList();
  }

  private void rule(
      @Nullable String tenant, String policyType, String channelType, String setting) {
    assertThat(
            admin.send("PUT", POLICIES, policy(tenant, policyType, channelType, setting)).status())
        .isEqualTo(200);
  }

  private static String policy(
      @Nullable String tenant, String policyType, String channelType, String setting) {
    String member = tenant == null ? "" : "\"tenant\":\"" + tenant + "\",";
    return "{" + member + PreferenceClient.choice(policyType, channelType, setting).substring(1);
  }

  private static String tenant() {
    return "t-" + UUID.randomUUID().toString().substring(0, 8);
  }
}
