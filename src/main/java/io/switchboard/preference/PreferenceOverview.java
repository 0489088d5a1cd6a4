package io.switchboard.preference;

import static io.switchboard.preference.Cell.ANY;

import io.switchboard.preference.PreferenceRule.Decision;
import io.switchboard.preference.PreferenceRule.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a user sees: every cell of the catalogue, in its order, and the mutes that are set.
 *
 * @param preferences first each policy type on every channel type and on {@code *}, then {@code *}
 * @param channels the settings of every channel type, empty where the user has set nothing
 */
record PreferenceOverview(List<Row> preferences, Map<String, ChannelSettings> channels) {

  /**
   * @param policySetting what the user chose, {@code inherit} without a choice
   * @param effective what holds: enabled or disabled
   * @param source which layer says so
   */
  record Row(
      String policyType,
      String channelType,
      PolicySetting policySetting,
      PolicySetting effective,
      Source source) {}

  static PreferenceOverview of(PreferenceSet set, Catalogue catalogue) {
    Map<Cell, PolicySetting> choices = set.choices();
    PreferenceRule rule = new PreferenceRule(choices, catalogue.classDefaults());
    List<Row> rows = new ArrayList<>();
    for (String policyType : andAny(catalogue.policyTypes())) {
      for (String channelType : andAny(catalogue.channelTypes())) {
        Cell cell = new Cell(policyType, channelType);
        if (!cell.isBroad() || choices.containsKey(cell)) {
          rows.add(row(cell, choices, rule.decide(cell)));
        }
      }
    }
    Map<String, ChannelSettings> channels = new LinkedHashMap<>();
    catalogue.channelTypes().forEach(type -> channels.put(type, set.channel(type)));
    return new PreferenceOverview(rows, channels);
  }

  private static Row row(Cell cell, Map<Cell, PolicySetting> choices, Decision decision) {
    return new Row(
        cell.policyType(),
        cell.channelType(),
        choices.getOrDefault(cell, PolicySetting.INHERIT),
        decision.effective(),
        decision.source());
  }

  private static List<String> andAny(List<String> types) {
    List<String> all = new ArrayList<>(types);
    all.add(ANY);
    return all;
  }
}
