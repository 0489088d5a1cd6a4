package io.switchboard.preference;

import static io.switchboard.preference.Cell.ANY;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user sees: every cell of the catalogue, in its order, and the mutes that are set.
 *
 * @param preferences first each policy type on every channel type and on {@code *}, then {@code *}
 * @param channels the settings of every channel type, empty where the user has set nothing
 */
record PreferenceOverview(List<Row> preferences, Map<String, ChannelSettings> channels) {

  /**
   * @param policySetting what the user chose, {@code inherit} without a choice
   * @param effective what holds, once there is an address: enabled or disabled
   * @param source which layer says so
   * @param mode {@code digest} if the user collects it, {@code null} if it comes at once
   * @param unlessSeenFor how long the user has to see it elsewhere, {@code null} if it comes anyway
   */
  record Row(
      String policyType,
      String channelType,
      PolicySetting policySetting,
      PolicySetting effective,
      Source source,
      @Nullable String mode,
      @Nullable Duration unlessSeenFor) {}

  static PreferenceOverview of(PreferenceRule rule) {
    Catalogue catalogue = rule.catalogue();
    UserPreferences user = rule.user();
    List<Row> rows = new ArrayList<>();
    for (String policyType : andAny(catalogue.policyTypes())) {
      for (String channelType : andAny(catalogue.channelTypes())) {
        Cell cell = new Cell(policyType, channelType);
        if (!cell.isBroad() || user.choices().containsKey(cell)) {
          rows.add(row(cell, rule));
        }
      }
    }
    Map<String, ChannelSettings> channels = new LinkedHashMap<>();
    catalogue.channelTypes().forEach(type -> channels.put(type, user.channel(type)));
    return new PreferenceOverview(rows, channels);
  }

  private static Row row(Cell cell, PreferenceRule rule) {
    PolicySetting choice = rule.user().choices().getOrDefault(cell, PolicySetting.INHERIT);
    CellMode mode = rule.user().mode(cell);
    Decision decision = cell.isBroad() ? null : rule.stated(cell);
    return new Row(
        cell.policyType(),
        cell.channelType(),
        choice,
        decision != null && decision.sends() ? PolicySetting.ENABLED : PolicySetting.DISABLED,
        decision == null ? Source.MUTE : Source.of(decision),
        mode.digest() ? "digest" : null,
        mode.unseenMinutes() > 0 ? mode.unlessSeenFor() : null);
  }

  private static List<String> andAny(List<String> types) {
    List<String> all = new ArrayList<>(types);
    all.add(ANY);
    return all;
  }

  /** The layers, the strongest first. */
  enum Source {
    /** The user's address is suppressed. */
    SUPPRESSED,
    /** The platform or the tenant forbids it. */
    FORBIDDEN,
    /** The platform or the tenant requires it. */
    REQUIRED,
    /** One of the user's rows with {@code *}. */
    MUTE,
    /** The user's row for the cell. */
    CELL,
    /** The default of the tenant. */
    TENANT,
    /** The default of the platform. */
    PLATFORM,
    /** The default of the policy type. */
    DEFAULT;

    @JsonValue
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Source of(Decision decision) {
      return switch (decision.reason()) {
        case FORBIDDEN -> FORBIDDEN;
        case REQUIRED -> REQUIRED;
        case MUTED -> MUTE;
        default ->
            switch (decision.layer()) {
              case ADDRESS -> SUPPRESSED;
              case TENANT -> TENANT;
              case PLATFORM -> PLATFORM;
              case CLASS -> DEFAULT;
              case USER, MESSAGE -> CELL;
            };
      };
    }
  }
}
