package io.switchboard.push;

import io.switchboard.shared.WorkPool;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The queue as its senders see it. They take what is due in batches, each message by one of them,
 * and say in batches how it ended.
 */
@Component
@DependsOnDatabaseInitialization
class PushOutbox {

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;

  PushOutbox(@Qualifier(WorkPool.WORK) DataSource work) {
    this.jdbc = new JdbcTemplate(work);
    this.transactions = new TransactionTemplate(new DataSourceTransactionManager(work));
  }

  /**
   * How much waits.
   *
   * @param oldest since when what could be sent does, {@code null} if nothing could
   */
  record Depth(long waiting, @Nullable Instant oldest) {}

  /** The hosts that messages wait for, due or not. */
  List<String> hosts() {
    List<String> hosts = new ArrayList<>();
    // One step of the index for each: a distinct would read every message.
    List<String> next =
        jdbc.queryForList("select host from push_message order by host limit 1", String.class);
    while (!next.isEmpty()) {
      hosts.add(next.getFirst());
      next =
          jdbc.queryForList(
              "select host from push_message where host > ? order by host limit 1",
              String.class,
              next.getFirst());
    }
    return hosts;
  }

  /**
   * Takes messages to that host whose turn has come and that nobody else has.
   *
   * @param lease until when they are the caller's, in whole milliseconds; then they are due again
   * @param most how many
   */
  List<DuePush> take(String host, Instant now, Instant lease, int most) {
    List<UUID> ids = transactions.execute(_ -> claim(host, now, lease, most));
    return ids == null || ids.isEmpty() ? List.of() : load(ids);
  }

  Depth depth(Instant now) {
    return jdbc.query(
            "select count(*), min(case when due_at <= ? then created_at end) from push_message",
            (row, _) -> new Depth(row.getLong(1), instant(row, 2)),
            Timestamp.from(now))
        .getFirst();
  }

  /** Writes down how attempts ended, all or none. */
  void settle(List<PushEnd> ends, PushSending rules, Instant now) {
    transactions.executeWithoutResult(_ -> new Settlement(jdbc, rules, now).write(ends));
  }

  private List<UUID> claim(String host, Instant now, Instant lease, int most) {
    List<UUID> ids =
        jdbc.query(
            "select id from push_message where host = ? and due_at <= ? order by due_at limit ?"
                + " for update skip locked",
            (row, _) -> row.getObject(1, UUID.class),
            host,
            Timestamp.from(now),
            most);
    if (!ids.isEmpty()) {
      jdbc.update(
          "update push_message set due_at = ? where id in (" + marks(ids.size()) + ")",
          statement -> {
            statement.setTimestamp(1, Timestamp.from(lease));
            for (int i = 0; i < ids.size(); i++) {
              statement.setObject(2 + i, ids.get(i));
            }
          });
    }
    return ids;
  }

  private List<DuePush> load(List<UUID> ids) {
    return jdbc.query(
        "select m.id, m.subscription_id, m.kind, m.payload, m.thin, m.urgency, m.topic,"
            + " m.attempts, m.expires_at, s.endpoint_hash, s.endpoint, s.p256dh, s.auth,"
            + " s.vapid_key_id, s.state, s.failures, s.quarantined_until, m.host, m.due_at"
            + " from push_message m left join push_subscription s on s.id = m.subscription_id"
            + " where m.id in ("
            + marks(ids.size())
            + ")",
        (row, _) -> due(row),
        ids.toArray());
  }

  private static DuePush due(ResultSet row) throws SQLException {
    return new DuePush(
        new PushMessageId(row.getObject(1, UUID.class)),
        new PushSubscriptionId(row.getObject(2, UUID.class)),
        PushKind.valueOf(row.getString(3)),
        row.getString(18),
        row.getBytes(4),
        row.getBoolean(5),
        Urgency.valueOf(row.getString(6)),
        row.getString(7),
        row.getInt(8),
        row.getTimestamp(9).toInstant(),
        row.getTimestamp(19).toInstant(),
        row.getString(10) == null ? null : target(row));
  }

  private static DuePush.Target target(ResultSet row) throws SQLException {
    return new DuePush.Target(
        row.getString(10),
        row.getBytes(11),
        row.getBytes(12),
        row.getBytes(13),
        row.getString(14),
        PushSubscriptionState.valueOf(row.getString(15)),
        row.getInt(16),
        instant(row, 17));
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  static String marks(int count) {
    return String.join(",", Collections.nCopies(count, "?"));
  }
}
