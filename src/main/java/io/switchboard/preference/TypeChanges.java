package io.switchboard.preference;

import io.switchboard.preference.PreferenceSettings.ChannelType;
import io.switchboard.preference.PreferenceSettings.PolicyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What operators changed about a type of the catalogue, as the ledger keeps it. */
final class TypeChanges {

  private static final int MAX_LENGTH = 200;

  private TypeChanges() {}

  /**
   * @param before {@code null} if it is new
   * @param after {@code null} if it is removed
   */
  static List<Change> ofPolicyType(
      String name, @Nullable PolicyType before, @Nullable PolicyType after) {
    Cell cell = new Cell(name, Cell.ANY);
    List<Change> changes = new ArrayList<>();
    compare(changes, cell, Change.POLICY_TYPE, words(before), words(after));
    if (after != null) {
      String title = before == null ? null : before.title();
      String description = before == null ? null : before.description();
      compare(changes, cell, Change.TITLE, title, after.title());
      compare(changes, cell, Change.DESCRIPTION, description, after.description());
    }
    return changes;
  }

  /**
   * @param before {@code null} if it is new
   * @param after {@code null} if it is removed
   */
  static List<Change> ofChannelType(
      String name, @Nullable ChannelType before, @Nullable ChannelType after) {
    Cell cell = Cell.ofChannel(name);
    List<Change> changes = new ArrayList<>();
    compare(changes, cell, Change.CHANNEL_TYPE, words(before), words(after));
    if (after != null) {
      String title = before == null ? null : before.title();
      String description = before == null ? null : before.description();
      compare(changes, cell, Change.TITLE, title, after.title());
      compare(changes, cell, Change.DESCRIPTION, description, after.description());
    }
    return changes;
  }

  private static @Nullable String words(@Nullable PolicyType type) {
    return type == null || type.policyClass() == null ? null : type.policyClass().word();
  }

  private static @Nullable String words(@Nullable ChannelType type) {
    if (type == null) {
      return null;
    }
    String address = "address " + type.address().name().toLowerCase(Locale.ROOT);
    return type.immediate() ? address + ", immediate" : address;
  }

  private static void compare(
      List<Change> changes,
      Cell cell,
      String aspect,
      @Nullable String before,
      @Nullable String after) {
    if (!Objects.equals(before, after)) {
      changes.add(new Change(cell, aspect, clipped(before), clipped(after)));
    }
  }

  private static @Nullable String clipped(@Nullable String text) {
    return text == null || text.length() <= MAX_LENGTH
        ? text
        : text.substring(0, MAX_LENGTH - 1) + "…";
  }
}
