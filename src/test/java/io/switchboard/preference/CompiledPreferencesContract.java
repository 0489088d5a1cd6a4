package io.switchboard.preference;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.preference.Ledger.Origin;
import io.switchboard.preference.PreferenceSettings.ChannelType;
import io.switchboard.preference.PreferenceSettings.PolicyType;
import io.switchboard.shared.Snapshots;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** SQL over the compiled form says what the rule says. */
abstract class CompiledPreferencesContract {

  @OnH2
  static class OnH2Tests extends CompiledPreferencesContract {}

  @OnPostgres
  static class OnPostgresTests extends CompiledPreferencesContract {}

  private static final Logger log = LoggerFactory.getLogger(CompiledPreferencesContract.class);
  private static final int USERS = 2_000;
  private static final int AT_ONCE = 1_000;
  private static final Origin TEST = new Origin("operator", ChangeSource.IMPORT);
  private static final List<String> TENANTS = List.of("acme", "globex", "initech");
  private static final Instant NOON = Instant.parse("2026-05-05T12:00:00Z");

  @Autowired Preferences preferences;
  @Autowired Administration administration;
  @Autowired Memberships memberships;
  @Autowired RulingStore rulings;
  @Autowired CatalogueStore catalogues;
  @Autowired Recipients recipients;
  @Autowired Rules rules;
  @Autowired PlatformTransactionManager transactions;
  @Autowired Erasures erasures;
  @Autowired AddressFingerprint fingerprint;
  @Autowired PreferenceSql sql;
  @Autowired JdbcTemplate jdbc;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Map<Reason, Integer> met = new EnumMap<>(Reason.class);

  /** The other tests share the database, and what they left would outweigh rows of this one. */
  @BeforeEach
  @AfterEach
  void takeBackWhatHoldsForEverybody() {
    for (String tenant : rulings.tenants()) {
      rulings
          .of(tenant)
          .rows()
          .keySet()
          .forEach(cell -> administration.rule(tenant, cell, Ruling.INHERIT, TEST));
    }
  }

  @Test
  void agreesWithTheRuleForThousandsOfUsersAndAfterEveryChangeOfTheOperator() throws Exception {
    log.info("Seed {}", seed);
    List<UserId> users = users();
    agrees(users, "at first");

    ruleOneOfEach("acme");
    agrees(users, "after one ruling of each kind");

    for (String tenant : List.of("acme", "globex", RulingStore.PLATFORM)) {
      rule(tenant);
      agrees(users, "after rulings of '" + tenant + "'");
    }

    administration.put(
        new PolicyType("surveys", PolicyClass.MARKETING, null, null, null),
        PolicyClass.MARKETING,
        TEST);
    administration.put(new ChannelType("sms", AddressKind.TEXT, false, null, null), TEST);
    rewish(users.subList(0, AT_ONCE));
    agrees(users, "with more types");

    rule("initech");
    administration.removePolicyType("surveys", TEST);
    administration.removeChannelType("sms", TEST);
    agrees(users, "with fewer types");

    missesNobodyWhoMayWait(users);

    users.subList(0, 50).forEach(user -> memberships.assign(user, tenant(), TEST));
    agrees(users, "in other tenants");

    log.info("Reasons met: {}", met);
    assertThat(met.keySet())
        .as("seed %s", seed)
        .contains(
            Reason.BOUNCED,
            Reason.ERASED,
            Reason.FORBIDDEN,
            Reason.REQUIRED,
            Reason.MUTED,
            Reason.ENABLED_BY_USER,
            Reason.DISABLED_BY_USER,
            Reason.ENABLED_BY_TENANT,
            Reason.DISABLED_BY_TENANT,
            Reason.ENABLED_BY_CLASS,
            Reason.DISABLED_BY_CLASS,
            Reason.NO_ADDRESS);
  }

  private void agrees(List<UserId> users, String when) {
    Catalogue catalogue = catalogues.current();
    for (int i = 0; i < users.size(); i += AT_ONCE) {
      List<UserId> some = users.subList(i, i + AT_ONCE);
      Map<UserId, PreferenceRule> byRule =
          Objects.requireNonNull(Snapshots.reading(transactions).execute(_ -> rules.of(some)));
      for (String policyType : catalogue.policyTypes()) {
        for (String channelType : catalogue.channelTypes()) {
          Map<UserId, Reason> bySql = recipients.wanted(policyType, channelType, some);
          assertThat(bySql).hasSize(some.size());
          byRule.forEach(
              (user, rule) -> {
                Reason reason = rule.wanted(new Cell(policyType, channelType)).reason();
                assertThat(bySql.get(user))
                    .as("%s, seed %s: %s about %s/%s", when, seed, user, policyType, channelType)
                    .isEqualTo(reason);
                met.merge(reason, 1, Integer::sum);
              });
        }
      }
    }
  }

  /** SQL knows no time; whom it does not name, the rule never lets wait. */
  private void missesNobodyWhoMayWait(List<UserId> users) {
    for (String channelType : List.of("in_app", "push")) {
      PreferenceSql.Clause clause = sql.about("social", channelType, "u.user_id");
      Set<String> waiting =
          Set.copyOf(
              jdbc.queryForList(
                  "select u.user_id from preference_set u %s where %s and %s"
                      .formatted(clause.joins(), clause.sends(), clause.waits()),
                  String.class));
      int deferred = 0;
      for (int hour = 0; hour < 24; hour++) {
        Question question = Question.of("social", channelType, NOON.plus(Duration.ofHours(hour)));
        for (var decision : recipients.decide(question, users.subList(0, 200)).entrySet()) {
          if (decision.getValue().until() != null) {
            deferred++;
            assertThat(waiting).contains(decision.getKey().value());
          }
        }
      }
      assertThat(waiting.size()).isLessThan(users.size());
      assertThat(deferred > 0).isEqualTo(channelType.equals("push"));
    }
  }

  private List<UserId> users() throws InterruptedException {
    List<UserId> users =
        IntStream.range(0, USERS).mapToObj(_ -> new UserId(Api.newUser("u"))).toList();
    // One in five never said anything.
    rewish(users.stream().filter(_ -> random.nextInt(5) != 0).toList());
    users.stream()
        .filter(_ -> random.nextBoolean())
        .forEach(user -> memberships.assign(user, tenant(), TEST));
    erasures.record(new UserId(Api.newUser("other")));
    UserId erased = new UserId(Api.newUser("erased"));
    erasures.record(erased);
    List<UserId> all = new ArrayList<>(users);
    all.set(0, erased);
    return all;
  }

  private TenantId tenant() {
    return new TenantId(TENANTS.get(random.nextInt(TENANTS.size())));
  }

  /** Gives the users other preferences, some at the same time as others. */
  private void rewish(List<UserId> users) throws InterruptedException {
    List<Edit> edits = users.stream().map(_ -> wish()).toList();
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> writes = new ArrayList<>();
      for (int i = 0; i < users.size(); i++) {
        UserId user = users.get(i);
        Edit edit = edits.get(i);
        writes.add(threads.submit(() -> preferences.write(user, TEST, IfMatch.ANY, edit)));
      }
      threads.shutdown();
      for (Future<?> write : writes) {
        assertThat(write).succeedsWithin(Duration.ofSeconds(60));
      }
    }
  }

  private Edit wish() {
    Catalogue catalogue = catalogues.last();
    RandomPreferences wishes =
        new RandomPreferences(random, catalogue.policyTypes(), catalogue.channelTypes());
    Edit edit =
        new Edit.Choices(
            wishes.choices().entrySet().stream()
                .map(
                    row ->
                        new PreferenceChange(
                            row.getKey().policyType(), row.getKey().channelType(), row.getValue()))
                .toList());
    for (var settings : wishes.channels(ZoneId.of("Europe/Berlin")).entrySet()) {
      edit =
          new Edit.Both(
              edit,
              new Edit.Channel(
                  settings.getKey(),
                  settings.getValue(),
                  address -> fingerprint.of(address, AddressKind.TEXT)));
    }
    for (var suppression : wishes.suppressions().entrySet()) {
      edit = new Edit.Both(edit, new Edit.Suppress(suppression.getKey(), suppression.getValue()));
    }
    return edit;
  }

  private void rule(String tenant) {
    Catalogue catalogue = catalogues.current();
    new RandomPreferences(random, catalogue.policyTypes(), catalogue.channelTypes())
        .rulings()
        .rows()
        .forEach((cell, ruling) -> administration.rule(tenant, cell, ruling, TEST));
  }

  private void ruleOneOfEach(String tenant) {
    Map.of(
            new Cell("social", "email"), Ruling.DISABLED,
            new Cell("marketing", "email"), Ruling.ENABLED,
            new Cell("security", "push"), Ruling.REQUIRED,
            new Cell("*", "webhook"), Ruling.FORBIDDEN)
        .forEach((cell, ruling) -> administration.rule(tenant, cell, ruling, TEST));
  }
}
