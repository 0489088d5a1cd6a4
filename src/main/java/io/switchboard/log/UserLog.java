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
import org.springframework.jdbc.core.ResultSetExtractor;
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
 *
 * <p>The log has no index by sender: it took a quarter of the writers' speed from them, to serve
 * what is asked for rarely. So the log is gone through, a stretch at a time.
 */
@Component
public class UserLog {

  /** The event of what stands where an erased publication stood. */
  private static final String ERASED = "erased";

  private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

  private static final int PAGE = 500;
  private static final long PAGE_BYTES = 1024 * 1024;
  private static final int FETCHED_AT_ONCE = 20;

  /** So many publications of all users are looked through by one statement. */
  private static final int STRETCH = 5_000;

  private static final String ROWS =
      "select " + LogStore.COLUMNS + ", channel from channel_log where ";

  // What is said about the channel alone lets PostgreSQL see how little a stretch is.
  private static final String AFTER =
      " and channel >= :channel and (channel, log_offset) > (:channel, :offset)";
  private static final String UP_TO =
      " and channel <= :lastChannel and (channel, log_offset) <= (:lastChannel, :lastOffset)";

  private static final String IN_ORDER = " order by channel, log_offset limit " + (PAGE + 1);

  private final LogStore store;
  private final Epoch epoch;
  private final NamedParameterJdbcTemplate jdbc;

  UserLog(LogStore store, Epoch epoch, DataSource database) {
    this.store = store;
    this.epoch = epoch;
    JdbcTemplate fetching = new JdbcTemplate(database);
    fetching.setFetchSize(FETCHED_AT_ONCE);
    this.jdbc = new NamedParameterJdbcTemplate(fetching);
  }

  /**
   * @param publications perhaps none, though others follow
   * @param next after which place the next page begins, {@code null} if this is the last
   */
  public record Page(List<Publication> publications, @Nullable LogPlace next) {}

  /**
   * Reads forward, first what is on the user's own channels: up to 500, and up to about 1 MB.
   *
   * @param own the user's own channels
   * @param after where the page before ended, {@code null} to begin
   */
  @Transactional(readOnly = true)
  public Page read(UserId user, Collection<ChannelName> own, @Nullable LogPlace after) {
    List<Publication> page = new ArrayList<>();
    boolean elsewhere = after != null && !own.contains(after.channel());
    if (!elsewhere) {
      String sql = ROWS + "channel in (:own)" + AFTER + IN_ORDER;
      LogPlace cut = fill(page, sql, places(after, null).addValue("own", names(own)));
      if (cut != null) {
        return new Page(page, cut);
      }
    }
    LogPlace from = elsewhere ? after : null;
    LogPlace to = endOfStretch(own, from);
    String sql = ROWS + "sender = :user and channel not in (:own)" + between(to) + IN_ORDER;
    LogPlace cut =
        fill(
            page, sql, places(from, to).addValue("own", names(own)).addValue("user", user.value()));
    return new Page(page, cut == null ? to : cut);
  }

  /**
   * Adds publications to a page until it is full.
   *
   * @return the place of the last one, if there are more
   */
  private @Nullable LogPlace fill(
      List<Publication> page, String sql, MapSqlParameterSource parameters) {
    ResultSetExtractor<@Nullable LogPlace> filling = rows -> fill(page, rows);
    return jdbc.query(sql, parameters, filling);
  }

  private @Nullable LogPlace fill(List<Publication> page, ResultSet rows) throws SQLException {
    long bytes = page.stream().mapToLong(publication -> publication.body().length).sum();
    LogPlace last = null;
    while (rows.next()) {
      if (last != null && (page.size() >= PAGE || bytes >= PAGE_BYTES)) {
        return last;
      }
      last = place(rows);
      Publication publication =
          store.publication(rows, last.channel().destination(), epoch.current());
      page.add(publication);
      bytes += publication.body().length;
    }
    return null;
  }

  private static LogPlace place(ResultSet row) throws SQLException {
    return new LogPlace(new ChannelName(row.getString("channel")), row.getLong("log_offset"));
  }

  /**
   * Where a stretch that begins after that place ends; {@code null} if it reaches the log's end. It
   * never ends on a channel of the user's own: a page that begins there reads his own channels.
   */
  private @Nullable LogPlace endOfStretch(Collection<ChannelName> own, @Nullable LogPlace from) {
    return jdbc
        .query(
            "select channel, log_offset from channel_log where channel not in (:own)"
                + AFTER
                + " order by channel, log_offset limit 1 offset "
                + STRETCH,
            places(from, null).addValue("own", names(own)),
            (row, _) -> place(row))
        .stream()
        .findFirst()
        .orElse(null);
  }

  private static String between(@Nullable LogPlace to) {
    return to == null ? AFTER : AFTER + UP_TO;
  }

  private static MapSqlParameterSource places(@Nullable LogPlace from, @Nullable LogPlace to) {
    return new MapSqlParameterSource()
        .addValue("channel", from == null ? "" : from.channel().value())
        .addValue("offset", from == null ? 0L : from.offset())
        .addValue("lastChannel", to == null ? null : to.channel().value())
        .addValue("lastOffset", to == null ? null : to.offset());
  }

  /** SQL has no empty lists; no channel has an empty name. */
  private static List<String> names(Collection<ChannelName> channels) {
    return channels.isEmpty() ? List.of("") : channels.stream().map(ChannelName::value).toList();
  }

  /**
   * Erases both within the caller's transaction; it takes some seconds for each million
   * publications of all users. What is published meanwhile may remain, as what is published
   * afterwards does.
   *
   * @param own the user's own channels
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public void erase(UserId user, Collection<ChannelName> own) {
    own.forEach(this::empty);
    LogPlace from = null;
    do {
      LogPlace to = endOfStretch(own, from);
      replace(user, from, to);
      from = to;
    } while (from != null);
  }

  /** In steps, so that none takes longer than a statement may. */
  private void empty(ChannelName channel) {
    long head = store.head(channel);
    for (long from = store.oldest(channel, head + 1); from <= head; from += STRETCH) {
      jdbc.update(
          "delete from channel_log where channel = :channel and log_offset >= :offset"
              + " and log_offset < :last",
          new MapSqlParameterSource()
              .addValue("channel", channel.value())
              .addValue("offset", from)
              .addValue("last", from + STRETCH));
    }
  }

  private void replace(UserId user, @Nullable LogPlace from, @Nullable LogPlace to) {
    jdbc.update(
        "update channel_log set sender = null, event = :event, content_type = :type,"
            + " headers = null, body = :body where sender = :user"
            + between(to),
        places(from, to)
            .addValue("user", user.value())
            .addValue("event", ERASED)
            .addValue("type", Publication.JSON)
            .addValue("body", NOTHING));
  }
}
