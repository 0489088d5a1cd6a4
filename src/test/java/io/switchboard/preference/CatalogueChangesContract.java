package io.switchboard.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What comes of types that operators add, change and remove, over and over. */
abstract class CatalogueChangesContract {

  @OnH2
  static class OnH2Tests extends CatalogueChangesContract {}

  @OnPostgres
  static class OnPostgresTests extends CatalogueChangesContract {}

  private static final String TYPES = "/api/admin/preferences/policy-types/";
  private static final String CHANNELS = "/api/admin/preferences/channel-types/";
  private static final String MARKETING = "{\"class\":\"marketing\"}";

  @Autowired Api api;
  @Autowired JdbcClient jdbc;
  @Autowired Layers layers;

  private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);
  private PreferenceClient alice;
  private PreferenceClient admin;

  @BeforeEach
  void signIn() {
    alice = PreferenceClient.newUser(api);
    admin = new PreferenceClient(api.as("root", "admin"));
  }

  /** Each name once took a place for ever, and the 64th was an error of the server. */
  @Test
  void addsAndRemovesMoreTypesThanThereArePlaces() {
    add(name);
    alice.put(name, "push", "enabled");
    Integer place = bit(name);
    remove(name);

    for (int i = 0; i < Bits.MAX + 5; i++) {
      add(name + "-" + i);
      remove(name + "-" + i);
    }

    add(name);
    assertThat(bit(name)).as("of the type a user chose about").isEqualTo(place);
    assertThat(alice.read().rows()).containsEntry(name + "/push", "enabled enabled cell");
    remove(name);
  }

  @Test
  void refusesATypeForWhichThereIsNoPlace() {
    withoutPlaces(
        () -> {
          PreferenceClient.Answer answer = admin.send("PUT", TYPES + name, MARKETING);
          answer.isProblem(422, "NOT_PROCESSABLE");
          assertThat(answer.body().get("detail").asString()).contains("'" + name + "'", "63");
          assertThat(alice.read().rows()).doesNotContainKey(name + "/push");
        });
  }

  @Test
  void namesTheConfiguredTypeForWhichThereIsNoPlaceAtTheStart() {
    withoutPlaces(
        () -> {
          jdbc.sql("update preference_bit set policy_type = 'other' where policy_type = 'social'")
              .update();
          try {
            assertThatThrownBy(layers::afterSingletonsInstantiated)
                .isInstanceOfSatisfying(
                    InvalidConfigurationPropertyValueException.class,
                    failure -> {
                      assertThat(failure.getName())
                          .isEqualTo("switchboard.preferences.policy-types");
                      assertThat(failure.getValue()).isEqualTo("social");
                    });
          } finally {
            jdbc.sql("update preference_bit set policy_type = 'social' where policy_type = 'other'")
                .update();
          }
        });
  }

  /** Every place is taken by a type that users named. */
  private void withoutPlaces(Runnable test) {
    List<String> free =
        jdbc.sql("select policy_type from preference_bit where named = false")
            .query(String.class)
            .list();
    List<Integer> taken = jdbc.sql("select bit from preference_bit").query(Integer.class).list();
    IntStream.range(0, Bits.MAX)
        .filter(bit -> !taken.contains(bit))
        .forEach(
            bit ->
                jdbc.sql("insert into preference_bit (policy_type, bit) values (?, ?)")
                    .params(name + "-" + bit, bit)
                    .update());
    jdbc.sql("update preference_bit set named = true").update();
    try {
      test.run();
    } finally {
      jdbc.sql("delete from preference_bit where policy_type like ?").param(name + "-%").update();
      free.forEach(
          type ->
              jdbc.sql("update preference_bit set named = false where policy_type = ?")
                  .param(type)
                  .update());
    }
  }

  /** Each entry once began from nothing, removals ended there too, and repetitions had one. */
  @Test
  void tellsTheLedgerWhatBecameOfAType() {
    add(name);
    add(name);
    put(TYPES, "{\"class\":\"social\",\"title\":\"Surveys\"}");
    remove(name);
    put(CHANNELS, "{\"address\":\"text\"}");
    put(CHANNELS, "{\"address\":\"text\"}");
    put(CHANNELS, "{\"address\":\"text\",\"immediate\":true}");
    assertThat(admin.send("DELETE", CHANNELS + name, null).status()).isEqualTo(204);

    JsonNode entries = admin.get("/api/admin/preferences/history?limit=20").body().get("entries");
    assertThat(StreamSupport.stream(entries.spliterator(), false))
        .extracting(entry -> entry.get("sentence").asString())
        .filteredOn(sentence -> sentence.contains(name))
        .containsExactly(
            "An operator removed the channel type %s.".formatted(name),
            "An operator changed the channel type %s from address text to address text, immediate."
                .formatted(name),
            "An operator added the channel type %s: address text.".formatted(name),
            "An operator removed the policy type %s.".formatted(name),
            "An operator changed the title of the policy type %s from nothing to Surveys."
                .formatted(name),
            "An operator changed the policy type %s from marketing to social.".formatted(name),
            "An operator added the policy type %s: marketing.".formatted(name));
  }

  private void add(String type) {
    assertThat(admin.send("PUT", TYPES + type, MARKETING).status()).as(type).isEqualTo(200);
  }

  private void put(String types, String body) {
    assertThat(admin.send("PUT", types + name, body).status()).isEqualTo(200);
  }

  private void remove(String type) {
    assertThat(admin.send("DELETE", TYPES + type, null).status()).isEqualTo(204);
  }

  private Integer bit(String type) {
    return jdbc.sql("select bit from preference_bit where policy_type = ?")
        .param(type)
        .query(Integer.class)
        .single();
  }
}
