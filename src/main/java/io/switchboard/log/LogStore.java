package io.switchboard.log;

import io.switchboard.broker.Publication;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.Position;
import io.switchboard.shared.WorkPool;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The tables of the log. Nothing here decides; transactions are the callers'. */
@Component
@DependsOnDatabaseInitialization
class LogStore {

  private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};
  private static final Comparator<ChannelName> BY_NAME = Comparator.comparing(ChannelName::value);
  private static final long PATIENCE_MILLIS = 2_000;
  private static final long PAGE_BYTES = 1024 * 1024;
  private static final int CUT_AT_ONCE = 1_000;
  static final String COLUMNS =
      "log_offset, message_id, event, sender, published_at, content_type, headers, body";

  private final JdbcTemplate jdbc;
  private final JdbcTemplate work;
  private final JsonMapper json;
  private final ReentrantLock counters = new ReentrantLock();

  LogStore(JdbcTemplate jdbc, @Qualifier(WorkPool.WORK) DataSource work, JsonMapper json) {
    this.jdbc = jdbc;
    this.work = new JdbcTemplate(work);
    this.json = json;
  }

  String epoch() {
    return String.valueOf(
        jdbc.queryForObject("select epoch from log_epoch where id = 1", String.class));
  }

  void renewEpoch(String epoch) {
    jdbc.update("update log_epoch set epoch = ? where id = 1", epoch);
  }

  /** The offset of the channel's last publication, 0 if it never had one. */
  long head(ChannelName channel) {
    return heads(List.of(channel)).getOrDefault(channel, 0L);
  }

  /** The heads of those channels that were ever used. */
  Map<ChannelName, Long> heads(Collection<ChannelName> channels) {
    return heads(jdbc, channels, "");
  }

  /** Locks the counters that nobody else holds, in the order of their names. */
  Map<ChannelName, Long> lockFree(Collection<ChannelName> channels) {
    return heads(jdbc, channels, " order by channel for update skip locked");
  }

  /** Locks counters in the order of their names, and waits for whoever holds one. */
  Map<ChannelName, Long> lock(Collection<ChannelName> channels) {
    return heads(jdbc, channels, " order by channel for update");
  }

  private static Map<ChannelName, Long> heads(
      JdbcTemplate jdbc, Collection<ChannelName> channels, String locking) {
    Map<ChannelName, Long> heads = new HashMap<>();
    jdbc.query(
        "select channel, head from channel_counter where channel in ("
            + String.join(",", Collections.nCopies(channels.size(), "?"))
            + ")"
            + locking,
        row -> {
          heads.put(new ChannelName(row.getString(1)), row.getLong(2));
        },
        channels.stream().map(ChannelName::value).toArray());
    return heads;
  }

  /**
   * Makes the counters of channels that were never published on, in a transaction of its own.
   * Threads of one process take turns, because H2 lets the second insert of a key starve.
   *
   * @return the channels that had none
   */
  Set<ChannelName> makeCounters(Collection<ChannelName> channels) {
    if (!counterTurn()) {
      throw new CannotAcquireLockException("Others are making counters for too long");
    }
    // Within a transaction the second connection comes from the other pool, lest all wait for one.
    JdbcTemplate own = TransactionSynchronizationManager.isActualTransactionActive() ? work : jdbc;
    try {
      Set<ChannelName> missing = new TreeSet<>(BY_NAME);
      missing.addAll(channels);
      missing.removeAll(heads(own, channels, "").keySet());
      missing.forEach(channel -> makeCounter(own, channel));
      return missing;
    } finally {
      counters.unlock();
    }
  }

  private boolean counterTurn() {
    try {
      return counters.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void makeCounter(JdbcTemplate own, ChannelName channel) {
    try {
      own.update("insert into channel_counter (channel, head) values (?, 0)", channel.value());
    } catch (DuplicateKeyException _) {
      // Another node was faster.
    }
  }

  /**
   * Records entries behind the heads of their channels, whose counters the transaction has locked.
   *
   * @return the publications with their positions, in the order of the entries
   */
  List<Publication> insert(List<LogEntry> entries, Map<ChannelName, Long> heads, String epoch) {
    Map<ChannelName, Long> next = new TreeMap<>(BY_NAME);
    List<Publication> recorded = new ArrayList<>(entries.size());
    for (LogEntry entry : entries) {
      long head = next.computeIfAbsent(entry.channel(), channel -> heads.getOrDefault(channel, 0L));
      next.put(entry.channel(), head + 1);
      recorded.add(entry.publication().at(new Position(epoch, head + 1)));
    }
    insert(entries, recorded);
    jdbc.batchUpdate(
        "update channel_counter set head = ? where channel = ?",
        next.entrySet().stream()
            .map(head -> new Object[] {head.getValue(), head.getKey().value()})
            .toList());
    return recorded;
  }

  private void insert(List<LogEntry> entries, List<Publication> recorded) {
    jdbc.batchUpdate(
        "insert into channel_log (channel, "
            + COLUMNS
            + ", expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        new BatchPreparedStatementSetter() {
          @Override
          public void setValues(PreparedStatement row, int i) throws SQLException {
            set(row, entries.get(i), recorded.get(i));
          }

          @Override
          public int getBatchSize() {
            return entries.size();
          }
        });
  }

  private void set(PreparedStatement row, LogEntry entry, Publication publication)
      throws SQLException {
    Position position = publication.position();
    row.setString(1, entry.channel().value());
    row.setLong(2, position == null ? 0 : position.offset());
    row.setString(3, publication.id());
    row.setString(4, publication.event());
    row.setString(5, publication.sender());
    row.setTimestamp(6, Timestamp.from(publication.timestamp()));
    row.setString(7, publication.contentType());
    if (publication.headers().isEmpty()) {
      row.setNull(8, Types.VARCHAR);
    } else {
      row.setString(8, json.writeValueAsString(publication.headers()));
    }
    row.setBytes(9, publication.body());
    row.setTimestamp(10, Timestamp.from(publication.timestamp().plus(entry.retention().age())));
  }

  /**
   * Publications after an offset, and not after another, oldest first: up to {@code limit}, and up
   * to about 1 MB, but at least one if there is one.
   */
  List<Publication> read(
      ChannelName channel, String destination, String epoch, long after, long upTo, int limit) {
    return jdbc.query(
        "select "
            + COLUMNS
            + " from channel_log where channel = ? and log_offset > ? and log_offset <= ?"
            + " order by log_offset limit ?",
        (row, _) -> publication(row, destination, epoch),
        channel.value(),
        after,
        upTo,
        withinBudget(channel, after, upTo, limit));
  }

  /** How many of the next publications make up about 1 MB. */
  private int withinBudget(ChannelName channel, long after, long upTo, int limit) {
    if (limit <= 1 || upTo - after <= 1) {
      return 1;
    }
    List<Integer> sizes =
        jdbc.queryForList(
            "select octet_length(body) from channel_log where channel = ? and log_offset > ? and"
                + " log_offset <= ? order by log_offset limit ?",
            Integer.class,
            channel.value(),
            after,
            upTo,
            limit);
    int count = 0;
    long bytes = 0;
    while (count < sizes.size() && (count == 0 || bytes < PAGE_BYTES)) {
      bytes += sizes.get(count++);
    }
    return Math.max(1, count);
  }

  /** The publication of that id, if the channel keeps it. Reads all the channel keeps. */
  List<Publication> find(ChannelName channel, String destination, String epoch, String id) {
    return jdbc.query(
        "select " + COLUMNS + " from channel_log where channel = ? and message_id = ?",
        (row, _) -> publication(row, destination, epoch),
        channel.value(),
        id);
  }

  /** The publication in a row that begins with {@link #COLUMNS}. */
  Publication publication(ResultSet row, String destination, String epoch) throws SQLException {
    String headers = row.getString(7);
    return new Publication(
        destination,
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getTimestamp(5).toInstant(),
        row.getString(6),
        row.getBytes(8),
        headers == null ? Map.of() : json.readValue(headers, HEADERS),
        new Position(epoch, row.getLong(1)));
  }

  /** The offset of the oldest publication that is kept, or that one if there is none. */
  long oldest(ChannelName channel, long otherwise) {
    return oldest(jdbc, channel, otherwise);
  }

  private static long oldest(JdbcTemplate jdbc, ChannelName channel, long otherwise) {
    Long oldest =
        jdbc.queryForObject(
            "select min(log_offset) from channel_log where channel = ?",
            Long.class,
            channel.value());
    return oldest == null ? otherwise : oldest;
  }

  /**
   * Forgets some of the oldest publications of a channel.
   *
   * @return whether there are more up to that offset
   */
  boolean cutSome(ChannelName channel, long upTo) {
    long oldest = oldest(work, channel, upTo + 1);
    if (oldest > upTo) {
      return false;
    }
    long step = Math.min(upTo, oldest + CUT_AT_ONCE - 1);
    work.update(
        "delete from channel_log where channel = ? and log_offset <= ?", channel.value(), step);
    return step < upTo;
  }

  /**
   * Forgets publications whose time is over.
   *
   * @return how many, at most {@code limit}
   */
  int deleteExpired(Instant now, int limit) {
    return work.update(
        "delete from channel_log where (channel, log_offset) in (select channel, log_offset from"
            + " channel_log where expires_at < ? order by expires_at limit ?)",
        Timestamp.from(now),
        limit);
  }
}
