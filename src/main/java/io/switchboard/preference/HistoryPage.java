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
   *     {@code tenant}, {@code policyType} or {@code channelType}
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
    if (change.aspect().equals(Change.TENANT)) {
      return "%s moved from tenant %s to %s."
          .formatted(who, words(change.before()), words(change.after()));
    }
    return "%s changed %s of %s from %s to %s."
        .formatted(
            who,
            change.aspect(),
            place(change.cell()),
            words(change.before()),
            words(change.after()));
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
