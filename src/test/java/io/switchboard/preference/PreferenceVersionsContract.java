package io.switchboard.preference;

import static io.switchboard.preference.PreferenceClient.cells;
import static io.switchboard.preference.PreferenceClient.choice;
import static io.switchboard.preference.PreferenceClient.concurrently;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.preference.PreferenceClient.Answer;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class PreferenceVersionsContract {

  @OnH2
  static class OnH2Tests extends PreferenceVersionsContract {}

  @OnPostgres
  static class OnPostgresTests extends PreferenceVersionsContract {}

  private static final String MUTE_EMAIL = choice("*", "email", "disabled");
  private static final String DIGEST = "{\"digestAt\":\"08:00\"}";

  @Autowired Api api;
  private PreferenceClient alice;

  @BeforeEach
  void signIn() {
    alice = PreferenceClient.newUser(api);
  }

  @Test
  void givesEveryChangeANewTag() {
    assertThat(
            List.of(
                alice.read().tag(),
                alice.put("social", "email", "disabled").tag(),
                alice.configure("email", DIGEST).tag(),
                alice.patch("*", MUTE_EMAIL).tag(),
                alice.put("social", "email", "inherit").tag(),
                alice.configure("email", "{}").tag()))
        .doesNotHaveDuplicates();
  }

  @Test
  void keepsTheTagIfNothingChanges() {
    Answer untouched = alice.read();
    assertThat(alice.put("social", "email", "inherit")).isEqualTo(untouched);
    assertThat(alice.configure("email", "{}")).isEqualTo(untouched);
    assertThat(alice.patch("*")).isEqualTo(untouched);

    String settings =
        "{\"address\":\"a@example.com\",\"digestAt\":\"08:00\",\"quietHours\":"
            + "{\"zone\":\"UTC\",\"from\":\"22:00\",\"to\":\"07:00\"}}";
    alice.configure("email", settings);
    Answer changed = alice.patch("*", MUTE_EMAIL);
    assertThat(alice.put(MUTE_EMAIL, null)).isEqualTo(changed);
    assertThat(alice.configure("email", settings)).isEqualTo(changed);
    assertThat(alice.patch("*", MUTE_EMAIL)).isEqualTo(changed);
  }

  @Test
  void needsAVersionForAPatchOnly() {
    alice.patch(null, MUTE_EMAIL).isProblem(428, "VERSION_REQUIRED");

    assertThat(alice.put(MUTE_EMAIL, null).status()).isEqualTo(200);
    assertThat(alice.configure("email", DIGEST).status()).isEqualTo(200);
  }

  @Test
  void takesAnyVersionForAStar() {
    assertThat(alice.patch("*", MUTE_EMAIL).status()).isEqualTo(200);
    assertThat(alice.put(choice("social", "email", "enabled"), "*").status()).isEqualTo(200);
    assertThat(alice.configure("email", DIGEST, "*").status()).isEqualTo(200);
  }

  @Test
  void refusesAStaleVersionAndStoresNothing() {
    String stale = alice.read().tag();
    Answer current = alice.put(choice("social", "email", "disabled"), stale);
    assertThat(current.status()).isEqualTo(200);

    alice.put(MUTE_EMAIL, stale).isProblem(412, "STALE_VERSION");
    alice.patch(stale, MUTE_EMAIL).isProblem(412, "STALE_VERSION");
    alice.configure("email", DIGEST, stale).isProblem(412, "STALE_VERSION");
    alice.patch("W/" + current.tag(), MUTE_EMAIL).isProblem(412, "STALE_VERSION");
    assertThat(alice.read()).isEqualTo(current);

    assertThat(alice.patch(stale + ", " + current.tag(), MUTE_EMAIL).status()).isEqualTo(200);
  }

  @Test
  void refusesAnIfMatchThatIsNoListOfTags() {
    alice.put(MUTE_EMAIL, "1").isProblem(400, "INVALID_VALUE");
    alice.patch("\"1", MUTE_EMAIL).isProblem(400, "INVALID_VALUE");
    alice.configure("email", DIGEST, "*, \"1\"").isProblem(400, "INVALID_VALUE");
  }

  @Test
  void checksTheBodyBeforeThePrecondition() {
    alice
        .patch(null, choice("social", "fax", "disabled"))
        .isProblem(422, "UNKNOWN_CHANNEL_TYPE", "preferences[0].channelType");
    alice
        .patch("\"stale\"", choice("*", "*", "enabled"))
        .isProblem(422, "NOT_PROCESSABLE", "preferences[0].policySetting");
    alice.patchBody("{\"preferences\":", null).isProblem(400, "BAD_JSON");
    alice.put("{}", "\"stale\"").isProblem(400, "INVALID_VALUE");
    alice
        .configure("email", "{\"address\":\"x\"}", "\"stale\"")
        .isProblem(400, "INVALID_VALUE", "address");
    alice.configure("fax", "{}", "\"stale\"").isProblem(422, "UNKNOWN_CHANNEL_TYPE");
  }

  @Test
  void answersNotModifiedToTheCurrentTag() {
    String tag = alice.put(MUTE_EMAIL, null).tag();

    Answer unmodified = alice.readUnless("\"other\", " + tag);
    assertThat(unmodified.status()).isEqualTo(304);
    assertThat(unmodified.tag()).isEqualTo(tag);
    assertThat(unmodified.body().isMissingNode()).isTrue();

    alice.put("social", "email", "enabled");
    assertThat(alice.readUnless(tag).status()).isEqualTo(200);
  }

  @RepeatedTest(3)
  void letsExactlyOneOfManyConcurrentWritersWithTheSameVersionThrough() throws Exception {
    String never = alice.read().tag();
    Answer first = onlyWinner(concurrently(cells("disabled"), cell -> alice.patch(never, cell)));

    Answer second =
        onlyWinner(concurrently(cells("enabled"), cell -> alice.put(cell, first.tag())));
    assertThat(alice.read()).isEqualTo(second);
  }

  private static Answer onlyWinner(List<Answer> answers) {
    List<Answer> winners = answers.stream().filter(answer -> answer.status() == 200).toList();
    assertThat(winners).hasSize(1);
    answers.stream()
        .filter(answer -> answer.status() != 200)
        .forEach(loser -> loser.isProblem(412, "STALE_VERSION"));
    return winners.getFirst();
  }

  @RepeatedTest(3)
  void losesNoneOfManyConcurrentFirstWrites() throws Exception {
    List<Answer> answers = concurrently(cells("disabled"), cell -> alice.put(cell, null));

    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers).extracting(Answer::tag).doesNotHaveDuplicates();
    assertThat(alice.read().rows().values()).hasSize(16).containsOnly("disabled disabled cell");
  }
}
