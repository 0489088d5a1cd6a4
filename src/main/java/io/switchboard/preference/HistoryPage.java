package io.switchboard.preference;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A page of the ledger.
 *
 * @param entries the newest first
 * @param before goes on with older ones, {@code null} if there are none
 */
record HistoryPage(List<HistoryEntry> entries, @Nullable String before) {

  /**
   * One thing that was changed.
   *
   * @param aspect what about the cell: {@code policySetting}, {@code mode}, {@code unlessSeenFor},
   *     {@code address}, {@code quietHours}, {@code digestAt}, {@code zone}, {@code suppression},
   *     {@code tenant}, {@code policyType}, {@code channelType}, {@code title} or {@code
   *     description}
   * @param from what it was, {@code null} if nothing
   * @param to what it became, {@code null} if nothing
   * @param policyText the wording of the application's policy that was in force
   * @param sentence the entry for people to read
   */
  record HistoryEntry(
      Instant at,
      String actor,
      ChangeSource source,
      String policyType,
      String channelType,
      String aspect,
      @Nullable String from,
      @Nullable String to,
      String policyText,
      String sentence) {}

  /**
   * @param entries one more than the page holds, if there are more
   */
  static HistoryPage of(List<Ledger.Entry> entries, int limit) {
    List<Ledger.Entry> page = entries.size() > limit ? entries.subList(0, limit) : entries;
    return new HistoryPage(
        page.stream().map(HistoryPage::entry).toList(),
        entries.size() > limit ? Long.toString(page.getLast().id()) : null);
  }

  private static HistoryEntry entry(Ledger.Entry entry) {
    Change change = entry.change();
    return new HistoryEntry(
        entry.at(),
        entry.origin().actor(),
        entry.origin().source(),
        change.cell().policyType(),
        change.cell().channelType(),
        change.aspect(),
        change.before(),
        change.after(),
        entry.policyText(),
        sentence(entry));
  }

  private static String sentence(Ledger.Entry entry) {
    Change change = entry.change();
    String who = actor(entry);
    return switch (change.aspect()) {
      case Change.TENANT -> named(who, "the tenant", change);
      case Change.POLICY_TYPE ->
          added(who, "the policy type " + change.cell().policyType(), change);
      case Change.CHANNEL_TYPE ->
          added(who, "the channel type " + change.cell().channelType(), change);
      case Change.TITLE, Change.DESCRIPTION ->
          changed(who, "the " + change.aspect() + " of " + type(change.cell()), change);
      default -> changed(who, change.aspect() + " of " + place(change.cell()), change);
    };
  }

  private static String named(String who, String what, Change change) {
    if (change.before() == null) {
      return "%s named %s %s.".formatted(who, what, change.after());
    }
    return change.after() == null
        ? "%s took back %s %s.".formatted(who, what, change.before())
        : changed(who, what, change);
  }

  private static String added(String who, String what, Change change) {
    if (change.before() == null) {
      return "%s added %s: %s.".formatted(who, what, change.after());
    }
    return change.after() == null
        ? "%s removed %s.".formatted(who, what)
        : changed(who, what, change);
  }

  private static String changed(String who, String what, Change change) {
    return "%s changed %s from %s to %s."
        .formatted(who, what, words(change.before()), words(change.after()));
  }

  private static String type(Cell cell) {
    return cell.channelType().equals(Cell.ANY)
        ? "the policy type " + cell.policyType()
        : "the channel type " + cell.channelType();
  }

  private static String actor(Ledger.Entry entry) {
    return switch (entry.origin().source()) {
      case WEB, API ->
          Objects.equals(entry.user(), entry.origin().actor()) ? "You" : entry.origin().actor();
      case ADMIN -> "An operator";
      case UNSUBSCRIBE -> "The link in a message";
      case IMPORT -> "An import";
      case SERVICE -> "The service";
      case TOKEN -> "The sign-in";
    };
  }

  private static String place(Cell cell) {
    String policy = cell.policyType().equals(Cell.ANY) ? "everything" : cell.policyType();
    String channel =
        cell.channelType().equals(Cell.ANY) ? "everywhere" : "by " + cell.channelType();
    return policy + " " + channel;
  }

  private static String words(@Nullable String value) {
    return value == null ? "nothing" : value;
  }
}
