package io.switchboard.preference;

import static io.switchboard.preference.Cell.ANY;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Decides whether a user wants something. The first layer that has an answer gives it: a mute that
 * covers the cell, then the user's choice for the very cell, then the default of the policy type.
 * Mutes never touch the choices below them, so taking a mute back restores every one.
 *
 * @param choices the user's stored rows; broad ones count only as mutes
 * @param classDefaults per policy type what holds without a choice; an absent type is disabled
 */
record PreferenceRule(Map<Cell, PolicySetting> choices, Map<String, PolicySetting> classDefaults) {

  /** Whether the cell is {@link PolicySetting#ENABLED} or {@link PolicySetting#DISABLED}. */
  Decision decide(Cell cell) {
    if (isMuted(cell)) {
      return new Decision(PolicySetting.DISABLED, Source.MUTE);
    }
    PolicySetting choice = choices.get(cell);
    if (choice != null && !cell.isBroad()) {
      return new Decision(choice, Source.CELL);
    }
    PolicySetting byClass = classDefaults.getOrDefault(cell.policyType(), PolicySetting.DISABLED);
    return new Decision(byClass, Source.DEFAULT);
  }

  private boolean isMuted(Cell cell) {
    return Stream.of(
            new Cell(ANY, ANY), new Cell(ANY, cell.channelType()), new Cell(cell.policyType(), ANY))
        .anyMatch(mute -> choices.get(mute) == PolicySetting.DISABLED);
  }

  /**
   * @param effective enabled or disabled
   * @param source the layer that answered
   */
  record Decision(PolicySetting effective, Source source) {}

  /** The layers, the strongest first. */
  enum Source {
    /** One of the user's rows with {@code *}. */
    MUTE,
    /** The user's row for the cell. */
    CELL,
    /** The default of the policy type. */
    DEFAULT;

    @JsonValue
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
