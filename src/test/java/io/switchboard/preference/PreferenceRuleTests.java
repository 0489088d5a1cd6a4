package io.switchboard.preference;

import static io.switchboard.preference.PolicySetting.DISABLED;
import static io.switchboard.preference.PolicySetting.ENABLED;
import static io.switchboard.preference.PolicySetting.INHERIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.preference.PreferenceRule.Decision;
import io.switchboard.preference.PreferenceRule.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreferenceRuleTests {

  private static final Cell SOCIAL_EMAIL = new Cell("social", "email");
  private static final Map<String, PolicySetting> DEFAULTS =
      Map.of("social", ENABLED, "marketing", DISABLED);

  @Test
  void followsTheClassDefaultWithoutAnyChoice() {
    assertThat(decide(Map.of(), SOCIAL_EMAIL)).isEqualTo(new Decision(ENABLED, Source.DEFAULT));
    assertThat(decide(Map.of(), new Cell("marketing", "email")))
        .isEqualTo(new Decision(DISABLED, Source.DEFAULT));
  }

  @Test
  void prefersTheCellToTheClassDefault() {
    assertThat(decide(Map.of(SOCIAL_EMAIL, DISABLED), SOCIAL_EMAIL))
        .isEqualTo(new Decision(DISABLED, Source.CELL));
  }

  @Test
  void prefersAMuteToTheCell() {
    for (Cell mute : List.of(new Cell("*", "*"), new Cell("*", "email"), new Cell("social", "*"))) {
      assertThat(decide(Map.of(SOCIAL_EMAIL, ENABLED, mute, DISABLED), SOCIAL_EMAIL))
          .as("muted by %s", mute)
          .isEqualTo(new Decision(DISABLED, Source.MUTE));
    }
  }

  @Test
  void keepsOtherCellsOutOfAMute() {
    assertThat(decide(Map.of(new Cell("*", "push"), DISABLED), SOCIAL_EMAIL).source())
        .isEqualTo(Source.DEFAULT);
    assertThat(decide(Map.of(new Cell("marketing", "*"), DISABLED), SOCIAL_EMAIL).source())
        .isEqualTo(Source.DEFAULT);
  }

  @Test
  void disablesATypeWithoutClassDefault() {
    assertThat(decide(Map.of(), new Cell("retired", "email")))
        .isEqualTo(new Decision(DISABLED, Source.DEFAULT));
  }

  @Test
  void agreesWithTheWordsOfTheRuleForEveryCombination() {
    int combinations = 0;
    List<PolicySetting> absentOrSet = List.of(INHERIT, ENABLED, DISABLED);
    for (PolicySetting all : absentOrSet) {
      for (PolicySetting byChannel : absentOrSet) {
        for (PolicySetting byPolicy : absentOrSet) {
          for (PolicySetting cell : absentOrSet) {
            for (PolicySetting byClass : List.of(ENABLED, DISABLED)) {
              Map<Cell, PolicySetting> choices = new HashMap<>();
              put(choices, new Cell("*", "*"), all);
              put(choices, new Cell("*", "email"), byChannel);
              put(choices, new Cell("social", "*"), byPolicy);
              put(choices, SOCIAL_EMAIL, cell);

              assertThat(
                      new PreferenceRule(choices, Map.of("social", byClass)).decide(SOCIAL_EMAIL))
                  .as("%s by class %s", choices, byClass)
                  .isEqualTo(oracle(List.of(all, byChannel, byPolicy), cell, byClass));
              combinations++;
            }
          }
        }
      }
    }
    assertThat(combinations).isEqualTo(162);
  }

  /** The rule told as a list of layers, of which the first that says something counts. */
  private static Decision oracle(
      List<PolicySetting> broad, PolicySetting cell, PolicySetting byClass) {
    List<Decision> layers = new ArrayList<>();
    broad.stream()
        .filter(row -> row == DISABLED)
        .forEach(row -> layers.add(new Decision(row, Source.MUTE)));
    if (cell != INHERIT) {
      layers.add(new Decision(cell, Source.CELL));
    }
    layers.add(new Decision(byClass, Source.DEFAULT));
    return layers.getFirst();
  }

  private static void put(Map<Cell, PolicySetting> choices, Cell cell, PolicySetting setting) {
    if (setting != INHERIT) {
      choices.put(cell, setting);
    }
  }

  private static Decision decide(Map<Cell, PolicySetting> choices, Cell cell) {
    return new PreferenceRule(choices, DEFAULTS).decide(cell);
  }
}
