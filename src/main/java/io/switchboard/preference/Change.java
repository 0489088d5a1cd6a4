package io.switchboard.preference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was changed, as the consent ledger keeps it.
 *
 * @param cell which row
 * @param aspect what about it
 * @param before {@code null} if there was nothing
 * @param after {@code null} if there is nothing any more
 */
record Change(Cell cell, String aspect, @Nullable String before, @Nullable String after) {

  /** A choice, or a row of the platform or of a tenant. */
  static final String SETTING = "policySetting";

  /** The tenant a user belongs to. */
  static final String TENANT = "tenant";

  /** A policy type of the catalogue. */
  static final String POLICY_TYPE = "policyType";

  /** A channel type of the catalogue. */
  static final String CHANNEL_TYPE = "channelType";

  /** What a form calls a type. */
  static final String TITLE = "title";

  /** What a form explains about a type. */
  static final String DESCRIPTION = "description";

  /** All that differs, in the order of cells. */
  static List<Change> between(UserPreferences before, UserPreferences after) {
    List<Change> changes = new ArrayList<>();
    collect(changes, before.choices(), after.choices(), SETTING, PolicySetting::word);
    collect(
        changes, before.modes(), after.modes(), "mode", mode -> mode.digest() ? "digest" : null);
    collect(
        changes,
        before.modes(),
        after.modes(),
        "unlessSeenFor",
        mode -> mode.unseenMinutes() == 0 ? null : mode.unlessSeenFor().toString());
    channels(changes, before, after);
    return changes;
  }

  private static void channels(
      List<Change> changes, UserPreferences before, UserPreferences after) {
    var oldSettings = byRow(before.channels());
    var newSettings = byRow(after.channels());
    // An address is personal and of no use in the ledger; that it changed is.
    addresses(changes, oldSettings, newSettings);
    collect(
        changes,
        oldSettings,
        newSettings,
        "quietHours",
        settings -> settings.quietHours() == null ? null : settings.quietHours().words());
    collect(changes, oldSettings, newSettings, "digestAt", s -> text(s.digestAt()));
    collect(changes, oldSettings, newSettings, "zone", s -> text(s.zone()));
    collect(
        changes,
        byRow(before.suppressions()),
        byRow(after.suppressions()),
        "suppression",
        Suppression::word);
  }

  private static void addresses(
      List<Change> changes, Map<Cell, ChannelSettings> before, Map<Cell, ChannelSettings> after) {
    for (Cell cell : cells(before, after)) {
      String old = before.getOrDefault(cell, ChannelSettings.NONE).address();
      String now = after.getOrDefault(cell, ChannelSettings.NONE).address();
      if (!Objects.equals(old, now)) {
        changes.add(
            new Change(cell, "address", old == null ? null : "set", now == null ? null : "set"));
      }
    }
  }

  private static <T> void collect(
      List<Change> changes,
      Map<Cell, T> before,
      Map<Cell, T> after,
      String aspect,
      Function<T, @Nullable String> words) {
    for (Cell cell : cells(before, after)) {
      T old = before.get(cell);
      T now = after.get(cell);
      String oldWords = old == null ? null : words.apply(old);
      String newWords = now == null ? null : words.apply(now);
      if (!Objects.equals(oldWords, newWords)) {
        changes.add(new Change(cell, aspect, oldWords, newWords));
      }
    }
  }

  private static <T> Iterable<Cell> cells(Map<Cell, T> before, Map<Cell, T> after) {
    TreeSet<Cell> cells = new TreeSet<>(Comparator.comparing(Cell::toString));
    cells.addAll(before.keySet());
    cells.addAll(after.keySet());
    return cells;
  }

  private static <T> Map<Cell, T> byRow(Map<String, T> channels) {
    return channels.entrySet().stream()
        .collect(Collectors.toMap(entry -> Cell.ofChannel(entry.getKey()), Map.Entry::getValue));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
