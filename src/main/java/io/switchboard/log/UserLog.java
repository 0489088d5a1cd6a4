package io.switchboard.log;

import io.switchboard.broker.Publication;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.UserId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What the log keeps about one user: all that was published on channels of his own, and what he
 * published elsewhere.
 *
 * <p>Offsets outlive what stood at them. A reader of a channel of his own that was emptied is told
 * that its position is gone, as at the end of the retention. On channels of others each of his
 * publications is replaced in its place, because a hole would cost all their readers their
 * positions.
 */
@Component
public class UserLog {

  /** The event of what stands where an erased publication stood. */
  private static final String ERASED = "erased";

  private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

  private static final int PAGE = 500;
  private static final long PAGE_BYTES = 1024 * 1024;
  private static final int FETCHED_AT_ONCE = 20;
  private static final int ERASED_AT_ONCE = 1_000;

  private static final String AFTER =
      " and (channel, log_offset) > (:channel, :offset) order by channel, log_offset limit :limit";
  private static final String ON_OWN = "channel in (:own)" + AFTER;
  private static final String ELSEWHERE = "sender = :user and channel not in (:own)" + AFTER;

  private final LogStore store;
  private final Epoch epoch;
  private final JdbcTemplate jdbc;
  private final NamedParameterJdbcTemplate named;

  UserLog(LogStore store, Epoch epoch, DataSource database) {
    this.store = store;
    this.epoch = epoch;
    this.jdbc = new JdbcTemplate(database);
    this.jdbc.setFetchSize(FETCHED_AT_ONCE);
    this.named = new NamedParameterJdbcTemplate(jdbc);
  }

  /**
   * @param next after which place the next page begins, {@code null} if this is the last
   */
  public record Page(List<Publication> publications, @Nullable LogPlace next) {}

  /**
   * Reads forward: up to 500, and up to about 1 MB.
   *
   * @param own the user's own channels
   * @param after where the page before ended, {@code null} to begin
   */
  @Transactional(readOnly = true)
  public Page read(UserId user, Collection<ChannelName> own, @Nullable LogPlace after) {
    String columns = "select " + LogStore.COLUMNS + ", channel from channel_log where ";
    Page page =
        named.query(
            "select * from (("
                + (columns + ON_OWN)
                + ") union all ("
                + (columns + ELSEWHERE)
                + ")) about_user order by channel, log_offset",
            parameters(user, own, after, PAGE + 1),
            this::page);
    return page == null ? new Page(List.of(), null) : page;
  }

  private static MapSqlParameterSource parameters(
      UserId user, Collection<ChannelName> own, @Nullable LogPlace after, int limit) {
    // No channel has an empty name.
    List<String> names =
        own.isEmpty() ? List.of("") : own.stream().map(ChannelName::value).toList();
    return new MapSqlParameterSource()
        .addValue("user", user.value())
        .addValue("own", names)
        .addValue("channel", after == null ? "" : after.channel().value())
        .addValue("offset", after == null ? 0L : after.offset())
        .addValue("limit", limit);
  }

  private Page page(ResultSet rows) throws SQLException {
    List<Publication> publications = new ArrayList<>();
    long bytes = 0;
    LogPlace last = null;
    while (rows.next()) {
      if (publications.size() == PAGE || bytes >= PAGE_BYTES) {
        return new Page(publications, last);
      }
      last = place(rows);
      Publication publication =
          store.publication(rows, last.channel().destination(), epoch.current());
      publications.add(publication);
      bytes += publication.body().length;
    }
    return new Page(publications, null);
  }

  private static LogPlace place(ResultSet row) throws SQLException {
    return new LogPlace(new ChannelName(row.getString("channel")), row.getLong("log_offset"));
  }

  /**
   * Erases both within the caller's transaction. What is published meanwhile may remain, as what is
   * published afterwards does.
   *
   * @param own the user's own channels
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public void erase(UserId user, Collection<ChannelName> own) {
    own.forEach(this::empty);
    List<LogPlace> places = elsewhere(user, own, null);
    while (!places.isEmpty()) {
      replace(places);
      places = elsewhere(user, own, places.getLast());
    }
  }

  /** In steps, so that none takes longer than a statement may. */
  private void empty(ChannelName channel) {
    long head = store.head(channel);
    Long oldest =
        jdbc.queryForObject(
            "select min(log_offset) from channel_log where channel = ?",
            Long.class,
            channel.value());
    for (long from = oldest == null ? head + 1 : oldest; from <= head; from += ERASED_AT_ONCE) {
      jdbc.update(
          "delete from channel_log where channel = ? and log_offset between ? and ?",
          channel.value(),
          from,
          from + ERASED_AT_ONCE - 1);
    }
  }

  private List<LogPlace> elsewhere(
      UserId user, Collection<ChannelName> own, @Nullable LogPlace after) {
    return named.query(
        "select channel, log_offset from channel_log where " + ELSEWHERE,
        parameters(user, own, after, ERASED_AT_ONCE),
        (row, _) -> place(row));
  }

  private void replace(List<LogPlace> places) {
    jdbc.batchUpdate(
        "update channel_log set sender = null, event = ?, content_type = ?, headers = null,"
            + " body = ? where channel = ? and log_offset = ?",
        places.stream()
            .map(
                place ->
                    new Object[] {
                      ERASED, Publication.JSON, NOTHING, place.channel().value(), place.offset()
                    })
            .toList());
  }
}
