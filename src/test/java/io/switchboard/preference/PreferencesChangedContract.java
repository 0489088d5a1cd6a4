package io.switchboard.preference;

import static io.switchboard.preference.PolicySetting.DISABLED;
import static io.switchboard.preference.PolicySetting.ENABLED;
import static io.switchboard.preference.PolicySetting.INHERIT;
import static io.switchboard.preference.PreferenceClient.cells;
import static io.switchboard.preference.PreferenceClient.choice;
import static io.switchboard.preference.PreferenceClient.concurrently;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.preference.PreferenceClient.Answer;
import io.switchboard.shared.UserId;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

abstract class PreferencesChangedContract {

  @OnH2
  static class OnH2Tests extends PreferencesChangedContract {}

  @OnPostgres
  static class OnPostgresTests extends PreferencesChangedContract {}

  @Autowired Api api;
  @Autowired ConfigurableApplicationContext context;
  @Autowired Preferences preferences;
  @Autowired JsonMapper json;

  private UserId user;
  private PreferenceClient alice;

  @BeforeEach
  void signIn() {
    user = new UserId(Api.newUser("alice"));
    alice = new PreferenceClient(api.as(user.value()));
  }

  @Test
  void tellsEveryChangeUnderItsVersion() {
    try (Heard heard = new Heard(context, _ -> {})) {
      alice.put("marketing", "email", "enabled");
      alice.configure("email", "{\"digestAt\":\"08:00\"}");
      alice.patch("*", choice("*", "push", "disabled"), choice("marketing", "email", "inherit"));

      assertThat(heard.news())
          .containsExactly(
              new PreferencesChanged(
                  user, 1, List.of(new PreferenceChange("marketing", "email", ENABLED))),
              new PreferencesChanged(user, 2, List.of()),
              new PreferencesChanged(
                  user,
                  3,
                  List.of(
                      new PreferenceChange("*", "push", DISABLED),
                      new PreferenceChange("marketing", "email", INHERIT))));
    }
  }

  @Test
  void tellsOnlyWhatDiffers() {
    alice.put("social", "email", "disabled");
    try (Heard heard = new Heard(context, _ -> {})) {
      alice.patch(
          "*",
          choice("social", "email", "disabled"),
          choice("social", "push", "disabled"),
          choice("security", "push", "inherit"));

      assertThat(heard.news())
          .containsExactly(
              new PreferencesChanged(
                  user, 2, List.of(new PreferenceChange("social", "push", DISABLED))));
    }
  }

  @Test
  void tellsNothingIfNothingChangesOrTheRequestIsRefused() {
    String old = alice.read().tag();
    alice.put("social", "email", "disabled");
    alice.configure("email", "{\"digestAt\":\"08:00\"}");
    try (Heard heard = new Heard(context, _ -> {})) {
      alice.read();
      alice.put("social", "email", "disabled");
      alice.configure("email", "{\"digestAt\":\"08:00\"}");
      alice.patch("*", choice("social", "email", "disabled"));
      alice.patch(old, choice("social", "email", "enabled"));
      alice.put("*", "email", "enabled");

      assertThat(heard.news()).isEmpty();
    }
  }

  @Test
  void tellsOneVersionPerCommitThoughManyWriteAtOnce() throws Exception {
    try (Heard heard = new Heard(context, _ -> {})) {
      concurrently(cells("disabled"), cell -> alice.put(cell, null));

      assertThat(heard.news())
          .extracting(PreferencesChanged::version)
          .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 16).boxed().toList());
    }
  }

  @Test
  void tellsOnlyAfterTheCommit() {
    List<String> stored = new CopyOnWriteArrayList<>();
    // Another thread reads in another transaction, so it finds only what is committed.
    try (var _ =
        new Heard(
            context,
            news ->
                stored.add(
                    CompletableFuture.supplyAsync(() -> preferences.read(news.user()).tag())
                        .join()))) {
      Answer put = alice.put("social", "email", "disabled");

      assertThat(stored).containsExactly(put.tag());
    }
  }

  @Test
  void storesTheChangeThoughAListenerFails() {
    try (var _ =
        new Heard(
            context,
            _ -> {
              throw new IllegalStateException("A listener that always fails");
            })) {
      Answer put = alice.put("social", "email", "disabled");

      assertThat(put.status()).isEqualTo(200);
      assertThat(alice.read()).isEqualTo(put);
    }
  }

  @Test
  void writesChangesInTheWordsOfClients() {
    assertThat(json.writeValueAsString(new PreferenceChange("social", "*", DISABLED)))
        .isEqualTo(
            "{\"policyType\":\"social\",\"channelType\":\"*\",\"policySetting\":\"disabled\"}");
  }
}
