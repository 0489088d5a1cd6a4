package io.switchboard.preference;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Which tenant holds for a user, whoever says so and in whatever order. */
abstract class MembershipContract {

  @OnH2
  static class OnH2Tests extends MembershipContract {}

  @OnPostgres
  static class OnPostgresTests extends MembershipContract {}

  private static final String PUSH = "?policyType=social&channelType=push";

  @Autowired Api api;
  @Autowired JdbcClient jdbc;

  private final String acme = "a-" + UUID.randomUUID().toString().substring(0, 8);
  private final String globex = "g-" + UUID.randomUUID().toString().substring(0, 8);
  private String user;
  private PreferenceClient admin;

  @BeforeEach
  void signIn() {
    user = Api.newUser("alice");
    admin = new PreferenceClient(api.as("root", "admin"));
  }

  /** The tenant was remembered in memory as told, though erasure had taken its row. */
  @Test
  void forbidsAgainToAUserWhoComesBackAfterAnErasure() {
    forbidPush(acme);
    PreferenceClient alice = in(acme);
    alice.read();
    assertThat(verdict()).isEqualTo("suppress forbidden");

    erase();
    alice.put("marketing", "push", "enabled");

    assertThat(verdict()).isEqualTo("suppress forbidden");
    assertThat(stored()).containsExactly(acme);
    assertThat(alice.read().rows()).containsEntry("social/push", "inherit disabled forbidden");
  }

  @Test
  void answersTheReturnWithWhatTheTenantSays() {
    forbidPush(acme);
    PreferenceClient alice = in(acme);
    erase();

    assertThat(alice.put("marketing", "push", "enabled").rows())
        .containsEntry("social/push", "inherit disabled forbidden");
  }

  @Test
  void learnsNothingAboutAnErasedUserWhoOnlyReads() {
    PreferenceClient alice = in(acme);
    alice.read();
    erase();

    alice.read();
    alice.get("/api/preferences/history");
    in(globex).read();

    assertThat(stored()).isEmpty();
    assertThat(entries()).isZero();
  }

  @Test
  void keepsWhatAnOperatorSaidWhateverTokensName() {
    PreferenceClient alice = in(acme);
    alice.read();
    assign("\"" + globex + "\"");

    alice.read();
    in(acme).read();
    assertThat(stored()).containsExactly(globex);

    assign("null");
    assertThat(stored()).isEmpty();
    alice.read();
    assertThat(stored()).containsExactly(acme);
  }

  /** Each request of a token other than the last one once moved the user and told the ledger. */
  @Test
  void letsTwoTokensSettleOnOneTenant() {
    PreferenceClient one = in(acme);
    PreferenceClient other = in(globex);
    one.read();
    other.read();
    List<String> settled = stored();
    long entries = entries();

    for (int i = 0; i < 5; i++) {
      one.read();
      other.read();
    }

    assertThat(settled).containsExactly(globex);
    assertThat(stored()).isEqualTo(settled);
    assertThat(entries()).isEqualTo(entries).isEqualTo(2);
  }

  /** An empty object once removed the tenant. */
  @Test
  void removesATenantOnlyIfToldTo() {
    String path = "/api/users/" + user + "/tenant";
    assign("\"" + acme + "\"");

    admin.send("PUT", path, "{}").isProblem(400, "INVALID_VALUE", "tenant");
    assertThat(stored()).containsExactly(acme);
  }

  @Test
  void tellsTheHistoryInSentences() {
    assign("\"" + acme + "\"");
    assign("\"" + globex + "\"");
    assign("null");
    PreferenceClient alice = in(acme);
    alice.read();

    JsonNode entries = alice.get("/api/preferences/history").body().get("entries");
    assertThat(StreamSupport.stream(entries.spliterator(), false))
        .extracting(entry -> entry.get("sentence").asString())
        .containsExactly(
            "The sign-in named the tenant " + acme + ".",
            "An operator took back the tenant " + globex + ".",
            "An operator changed the tenant from " + acme + " to " + globex + ".",
            "An operator named the tenant " + acme + ".");
  }

  private PreferenceClient in(String tenant) {
    return new PreferenceClient(api.bearing(api.token(Map.of("user", user, "tenant", tenant))));
  }

  private void forbidPush(String tenant) {
    String row =
        "{\"tenant\":\""
            + tenant
            + "\","
            + PreferenceClient.choice("social", "push", "forbidden").substring(1);
    assertThat(admin.send("PUT", "/api/admin/preferences/policies", row).status()).isEqualTo(200);
  }

  private void assign(String tenant) {
    String body = "{\"tenant\":" + tenant + "}";
    assertThat(admin.send("PUT", "/api/users/" + user + "/tenant", body).status()).isEqualTo(200);
  }

  private void erase() {
    assertThat(admin.send("DELETE", "/api/users/" + user + "/data", null).status()).isEqualTo(204);
  }

  private String verdict() {
    JsonNode answer = admin.get("/api/users/" + user + "/preferences/explain" + PUSH).body();
    return answer.get("verdict").asString() + " " + answer.get("reason").asString();
  }

  private List<String> stored() {
    return jdbc.sql("select tenant from user_tenant where user_id = ?")
        .param(user)
        .query(String.class)
        .list();
  }

  private long entries() {
    return jdbc.sql("select count(*) from preference_event where user_id = ? and aspect = 'tenant'")
        .param(user)
        .query(Long.class)
        .single();
  }
}
