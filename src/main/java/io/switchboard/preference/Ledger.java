package io.switchboard.preference;

import io.switchboard.security.Caller;
import io.switchboard.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * Who changed what, when, on which way, and under which wording of the policy. It is only appended
 * to, in the transaction of the change, and read backwards.
 */
@Repository
class Ledger {

  private static final String COLUMNS =
      "id, user_id, tenant, actor, source, policy_type, channel_type, aspect, old_value, new_value,"
          + " policy_text, changed_at";

  /** Stands for an actor who was erased; no user's id. */
  private static final String ERASED = "(erased)";

  private final JdbcTemplate jdbc;
  private final String policyText;
  private final Clock clock;

  Ledger(JdbcTemplate jdbc, PreferenceSettings settings, Clock clock) {
    this.jdbc = jdbc;
    this.policyText = settings.policyTextVersion();
    this.clock = clock;
  }

  /**
   * @param actor who made the change
   * @param source on which way it came
   */
  record Origin(String actor, ChangeSource source) {

    /** The caller does what operators may. */
    static Origin operator(Caller caller) {
      return new Origin(caller.user().value(), ChangeSource.ADMIN);
    }
  }

  /**
   * @param id higher than those of all entries that were made before
   * @param user whose preferences, {@code null} for the platform and tenants
   * @param tenant whose policy, empty for the platform, {@code null} for a user's preferences
   */
  record Entry(
      long id,
      @Nullable String user,
      @Nullable String tenant,
      Origin origin,
      Change change,
      String policyText,
      Instant at) {}

  /** Appends changes to a user's preferences. */
  void append(UserId user, Origin origin, List<Change> changes) {
    append(user.value(), null, origin, changes);
  }

  /** Appends changes to the policy of the platform or of a tenant. */
  void appendPolicy(String tenant, Origin origin, List<Change> changes) {
    append(null, tenant, origin, changes);
  }

  private void append(
      @Nullable String user, @Nullable String tenant, Origin origin, List<Change> changes) {
    Timestamp now = Timestamp.from(clock.instant());
    jdbc.batchUpdate(
        "insert into preference_event (user_id, tenant, actor, source, policy_type, channel_type,"
            + " aspect, old_value, new_value, policy_text, changed_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        changes.stream()
            .map(
                change ->
                    new Object[] {
                      user,
                      tenant,
                      origin.actor(),
                      origin.source().name(),
                      change.cell().policyType(),
                      change.cell().channelType(),
                      change.aspect(),
                      change.before(),
                      change.after(),
                      policyText,
                      now
                    })
            .toList());
  }

  /** A user's entries with smaller ids than {@code before}, the newest first. */
  List<Entry> of(UserId user, long before, int limit) {
    return jdbc.query(
        "select "
            + COLUMNS
            + " from preference_event where user_id = ? and id < ?"
            + " order by id desc limit ?",
        Ledger::entry,
        user.value(),
        before,
        limit);
  }

  /** The entries of a tenant's policy, or of the platform's, the newest first. */
  List<Entry> ofPolicy(String tenant, long before, int limit) {
    return jdbc.query(
        "select "
            + COLUMNS
            + " from preference_event where tenant = ? and id < ?"
            + " order by id desc limit ?",
        Ledger::entry,
        tenant,
        before,
        limit);
  }

  /**
   * Forgets everything about a user's preferences, and the name of an operator in what he did to
   * others: that it was done is theirs to know.
   */
  void erase(UserId user) {
    jdbc.update("delete from preference_event where user_id = ?", user.value());
    jdbc.update("update preference_event set actor = ? where actor = ?", ERASED, user.value());
  }

  private static Entry entry(ResultSet row, int number) throws SQLException {
    return new Entry(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        new Origin(row.getString(4), ChangeSource.valueOf(row.getString(5))),
        new Change(
            new Cell(row.getString(6), row.getString(7)),
            row.getString(8),
            row.getString(9),
            row.getString(10)),
        row.getString(11),
        row.getTimestamp(12).toInstant());
  }
}
