package io.switchboard.preference;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.preference.Question.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rule says what the oracle says, whatever everybody wants and whatever clocks do. */
class PreferenceOracleTests {

  private static final Logger log = LoggerFactory.getLogger(PreferenceOracleTests.class);
  private static final int CASES = 150_000;

  private static final List<String> ON = List.of("orders", "alarms");
  private static final List<String> OFF = List.of("offers");
  private static final List<String> CHANNELS = List.of("in_app", "push", "letter");
  private static final Catalogue CATALOGUE = RandomPreferences.catalogue(ON, OFF, CHANNELS);

  /** Changes by an hour, by half an hour, at midnight, backwards in Ramadan, and by a whole day. */
  private static final List<String> ZONES =
      List.of(
          "Europe/Berlin",
          "America/New_York",
          "Australia/Lord_Howe",
          "America/Havana",
          "America/Sao_Paulo",
          "Africa/Casablanca",
          "Asia/Beirut",
          "Atlantic/Azores",
          "Asia/Kolkata",
          "UTC");

  @Test
  void agreesWithTheOracleInEveryCase() {
    long seed = System.nanoTime();
    log.info("{} cases with the seed {}", CASES, seed);
    Random random = new Random(seed);
    List<WallClock> clocks = clocks(random);
    Map<Reason, Integer> met = new EnumMap<>(Reason.class);
    for (int i = 0; i < CASES; i++) {
      WallClock clock = clocks.get(random.nextInt(clocks.size()));
      Case example = example(random, clock);
      Decision decision = example.rule().decide(example.question());
      assertThat(decision)
          .as("seed %s, case %s: %s", seed, i, example)
          .isEqualTo(example.oracle(clock).decide(example.question()));
      met.merge(decision.reason(), 1, Integer::sum);
    }
    log.info("Reasons met: {}", met);
    assertThat(met).containsOnlyKeys(Reason.values());
    assertThat(met.values()).allSatisfy(times -> assertThat(times).isGreaterThan(100));
  }

  private static List<WallClock> clocks(Random random) {
    List<WallClock> clocks = new ArrayList<>();
    Instant since = Instant.parse("2008-01-01T00:00:00Z");
    for (String name : ZONES) {
      ZoneId zone = ZoneId.of(name);
      List<Instant> changes = new ArrayList<>();
      for (ZoneOffsetTransition change = zone.getRules().nextTransition(since);
          change != null && changes.size() < 30;
          change = zone.getRules().nextTransition(change.getInstant())) {
        changes.add(change.getInstant());
      }
      clocks.add(new WallClock(zone, since.plus(Duration.ofDays(random.nextInt(6000)))));
      for (int i = 0; i < 8 && !changes.isEmpty(); i++) {
        clocks.add(new WallClock(zone, changes.remove(random.nextInt(changes.size()))));
      }
    }
    // The day that Samoa left out.
    clocks.add(new WallClock(ZoneId.of("Pacific/Apia"), Instant.parse("2011-12-30T10:00:00Z")));
    return clocks;
  }

  private static Case example(Random random, WallClock clock) {
    RandomPreferences wishes =
        new RandomPreferences(random, List.of("orders", "alarms", "offers"), CHANNELS);
    UserPreferences user =
        random.nextInt(100) == 0
            ? UserPreferences.ERASED
            : new UserPreferences(
                wishes.choices(),
                wishes.modes(),
                wishes.channels(clock.zone()),
                wishes.suppressions(),
                false);
    Rulings none = Rulings.NONE;
    return new Case(
        random.nextInt(3) == 0 ? wishes.rulings() : none,
        random.nextInt(3) == 0 ? wishes.rulings() : none,
        user,
        question(random, clock));
  }

  private static Question question(Random random, WallClock clock) {
    Instant at = clock.middle().plusSeconds(random.nextInt(-2 * 86_400, 2 * 86_400));
    return new Question(
        random.nextInt(50) == 0 ? "retired" : pick(random, List.of("orders", "alarms", "offers")),
        pick(random, CHANNELS),
        at,
        random.nextBoolean() ? at : at.minusSeconds(random.nextInt(2 * 86_400)),
        random.nextBoolean() ? null : at.plusSeconds(random.nextInt(-600, 86_400)),
        random.nextInt(10) == 0 ? Urgency.CRITICAL : Urgency.NORMAL,
        new Progress(random.nextInt(4) == 0, random.nextInt(4) == 0));
  }

  private static String pick(Random random, List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private record Case(Rulings platform, Rulings tenant, UserPreferences user, Question question) {

    PreferenceRule rule() {
      return new PreferenceRule(CATALOGUE, platform, tenant, user);
    }

    PreferenceOracle oracle(WallClock clock) {
      return new PreferenceOracle(
          Set.copyOf(ON), Set.of("in_app"), Set.of("letter"), platform, tenant, user, clock);
    }
  }
}
