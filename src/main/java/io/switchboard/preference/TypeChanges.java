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
    return between(new Cell(name, Cell.ANY), Change.POLICY_TYPE, Words.of(before), Words.of(after));
  }

  /**
   * @param before {@code null} if it is new
   * @param after {@code null} if it is removed
   */
  static List<Change> ofChannelType(
      String name, @Nullable ChannelType before, @Nullable ChannelType after) {
    return between(Cell.ofChannel(name), Change.CHANNEL_TYPE, Words.of(before), Words.of(after));
  }

  /**
   * A type in the ledger's words.
   *
   * @param type {@code null} if it is not there
   */
  private record Words(
      @Nullable String type, @Nullable String title, @Nullable String description) {

    private static final Words NONE = new Words(null, null, null);

    static Words of(@Nullable PolicyType type) {
      if (type == null) {
        return NONE;
      }
      PolicyClass policyClass = type.policyClass();
      return new Words(
          policyClass == null ? null : policyClass.word(), type.title(), type.description());
    }

    static Words of(@Nullable ChannelType type) {
      if (type == null) {
        return NONE;
      }
      String address = "address " + type.address().name().toLowerCase(Locale.ROOT);
      return new Words(
          type.immediate() ? address + ", immediate" : address, type.title(), type.description());
    }
  }

  /** Of what is removed only that is said. */
  private static List<Change> between(Cell cell, String aspect, Words before, Words after) {
    List<Change> changes = new ArrayList<>();
    compare(changes, cell, aspect, before.type(), after.type());
    if (after != Words.NONE) {
      compare(changes, cell, Change.TITLE, before.title(), after.title());
      compare(changes, cell, Change.DESCRIPTION, before.description(), after.description());
    }
    return changes;
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
