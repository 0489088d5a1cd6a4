package io.switchboard.preference;

import static io.switchboard.preference.PreferenceClient.choice;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.preference.PreferenceClient.Answer;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class PreferencesContract {

  @OnH2
  static class OnH2Tests extends PreferencesContract {}

  @OnPostgres
  static class OnPostgresTests extends PreferencesContract {}

  @Autowired Api api;
  private PreferenceClient alice;

  @BeforeEach
  void signIn() {
    alice = PreferenceClient.newUser(api);
  }

  @Test
  void showsTheWholeCatalogueToANewUser() {
    Answer answer = alice.read();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.tag()).matches("\"[!-~]+\"");
    assertThat(answer.rows())
        .hasSize(16)
        .contains(
            entry("transactional/in_app", "inherit enabled default"),
            entry("security/webhook", "inherit enabled default"),
            entry("social/email", "inherit enabled default"),
            entry("marketing/push", "inherit disabled default"));
    assertThat(answer.channels())
        .isEqualTo("{\"in_app\":{},\"push\":{},\"email\":{},\"webhook\":{}}");
  }

  @Test
  void choosesOneCellAndAnswersWithTheWholeSet() {
    Answer put = alice.put("marketing", "email", "enabled");

    assertThat(put.status()).isEqualTo(200);
    assertThat(put.rows())
        .hasSize(16)
        .containsEntry("marketing/email", "enabled enabled cell")
        .containsEntry("marketing/push", "inherit disabled default");
    assertThat(alice.read()).isEqualTo(put);
  }

  @Test
  void takesAChoiceBack() {
    Map<String, String> before = alice.read().rows();
    alice.put("social", "email", "disabled");
    alice.put("social", "email", "enabled");

    assertThat(alice.put("social", "email", "inherit").rows()).isEqualTo(before);
    assertThat(alice.read().rows()).isEqualTo(before);
  }

  @Test
  void mutesWithoutErasingAndRestoresEveryChoice() {
    alice.put("social", "email", "enabled");
    Map<String, String> before = alice.put("marketing", "email", "enabled").rows();

    assertThat(alice.put("*", "email", "disabled").rows())
        .hasSize(17)
        .containsEntry("*/email", "disabled disabled mute")
        .containsEntry("social/email", "enabled disabled mute")
        .containsEntry("security/email", "inherit disabled mute")
        .containsEntry("security/push", "inherit enabled default");
    assertThat(alice.put("social", "*", "disabled").rows())
        .hasSize(18)
        .containsEntry("social/push", "inherit disabled mute")
        .containsEntry("security/push", "inherit enabled default");
    assertThat(alice.put("*", "*", "disabled").rows())
        .hasSize(19)
        .allSatisfy((_, row) -> assertThat(row).endsWith("disabled mute"));

    alice.put("*", "*", "inherit");
    alice.put("social", "*", "inherit");
    assertThat(alice.put("*", "email", "inherit").rows()).isEqualTo(before);
  }

  @Test
  void changesManyAtOnce() {
    Answer patch =
        alice.patch(
            alice.read().tag(),
            choice("*", "push", "disabled"),
            choice("marketing", "email", "enabled"));

    assertThat(patch.status()).isEqualTo(200);
    assertThat(patch.rows())
        .containsEntry("*/push", "disabled disabled mute")
        .containsEntry("marketing/email", "enabled enabled cell");
    assertThat(alice.read()).isEqualTo(patch);
  }

  @Test
  void patchesAllOrNothing() {
    Answer before = alice.put("social", "email", "disabled");
    String good = choice("social", "email", "enabled");

    alice
        .patch("*", good, choice("social", "fax", "disabled"))
        .isProblem(422, "UNKNOWN_CHANNEL_TYPE", "preferences[1].channelType");
    alice
        .patch("*", good, choice("gossip", "email", "disabled"))
        .isProblem(422, "UNKNOWN_POLICY_TYPE", "preferences[1].policyType");
    alice
        .patch("*", good, choice("*", "push", "enabled"))
        .isProblem(422, "NOT_PROCESSABLE", "preferences[1].policySetting");
    alice
        .patch("*", good, choice("social", "email", "inherit"))
        .isProblem(422, "NOT_PROCESSABLE", "preferences[1]");

    assertThat(alice.read()).isEqualTo(before);
  }

  @Test
  void keepsChannelSettings() {
    Answer put =
        alice.configure(
            "email",
            """
            {"address":"alice@example.com",
             "quietHours":{"zone":"Europe/Berlin","from":"22:00","to":"07:30"},
             "digestAt":"08:05"}\
            """);

    assertThat(put.status()).isEqualTo(200);
    assertThat(put.body().get("channels").get("email").toString())
        .isEqualTo(
            "{\"address\":\"alice@example.com\",\"quietHours\":{\"zone\":\"Europe/Berlin\","
                + "\"from\":\"22:00\",\"to\":\"07:30\"},\"digestAt\":\"08:05\"}");
    assertThat(alice.read()).isEqualTo(put);
  }

  @Test
  void replacesAllSettingsOfOneChannelTypeOnly() {
    alice.configure("webhook", "{\"address\":\"https://example.com/hook\"}");
    alice.configure("email", "{\"address\":\"a@example.com\",\"digestAt\":\"00:00\"}");

    assertThat(alice.configure("email", "{\"address\":null,\"digestAt\":\"23:59\"}").channels())
        .isEqualTo(
            "{\"in_app\":{},\"push\":{},\"email\":{\"digestAt\":\"23:59\"},"
                + "\"webhook\":{\"address\":\"https://example.com/hook\"}}");

    Answer cleared = alice.configure("email", "{}");
    assertThat(cleared.channels()).contains("\"email\":{}");
    assertThat(alice.read()).isEqualTo(cleared);
  }

  @Test
  void keepsUsersApart() {
    PreferenceClient bob = PreferenceClient.newUser(api);
    bob.put("marketing", "push", "enabled");
    Answer bobs = bob.configure("push", "{\"digestAt\":\"09:00\"}");

    alice.put("*", "*", "disabled");
    alice.configure("email", "{\"address\":\"alice@example.com\"}");

    assertThat(bob.read()).isEqualTo(bobs);
    assertThat(alice.read().rows()).doesNotContainValue("enabled enabled cell");
    assertThat(alice.read().channels()).doesNotContain("09:00");
  }

  @Test
  void answersOnlyToUsers() {
    new PreferenceClient(api.anonymous()).read().isProblem(401, "UNAUTHENTICATED");
    new PreferenceClient(api.anonymous())
        .put("social", "email", "enabled")
        .isProblem(401, "UNAUTHENTICATED");
  }
}
