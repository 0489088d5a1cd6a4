package io.switchboard.push;

import io.switchboard.shared.UserId;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Push subscriptions that are over for everybody but their browsers' workers. A push service says
 * so at the next push, which may be before the browser tells its worker that the endpoint has
 * changed; for 30 days the secret of that worker can put the new endpoint in the place of the old
 * one nevertheless. Nothing is pushed to them, and there is nothing left to push to.
 */
@Component
class EndedPushes {

  private static final Logger log = LoggerFactory.getLogger(EndedPushes.class);
  private static final Duration KEPT = Duration.ofDays(30);

  private final JdbcClient jdbc;
  private final Clock clock;

  EndedPushes(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  private record Ended(PushHolder holder, String renewalHash) {}

  /**
   * Takes back, in the caller's transaction, what that secret renews.
   *
   * @return whose it was, empty if there is none of that id, or the secret is another
   */
  Optional<PushHolder> takeBack(PushSubscriptionId id, PushToken renewal) {
    return jdbc.sql(
            "select owner, created_at, renewal_hash from push_ended"
                + " where id = ? and ended_at > ? for update")
        .params(id.value(), oldest())
        .query(
            (row, _) ->
                new Ended(
                    new PushHolder(new UserId(row.getString(1)), row.getTimestamp(2).toInstant()),
                    row.getString(3)))
        .optional()
        .filter(ended -> renewal.matches(ended.renewalHash()))
        .map(
            ended -> {
              jdbc.sql("delete from push_ended where id = ?").param(id.value()).update();
              return ended.holder();
            });
  }

  /** Those that could still be renewed, newest first. */
  List<RegisteredPush> of(UserId user) {
    return jdbc.sql(
            "select id, host, created_at from push_ended where owner = ?"
                + " order by created_at desc, id")
        .param(user.value())
        .query(
            (row, _) ->
                new RegisteredPush(
                    new PushSubscriptionId(row.getObject(1, UUID.class)),
                    row.getString(2),
                    PushSubscriptionState.ENDED,
                    row.getTimestamp(3).toInstant()))
        .list();
  }

  /** Its user does not want it any more. */
  void forget(UserId user, PushSubscriptionId id) {
    jdbc.sql("delete from push_ended where id = ? and owner = ?")
        .params(id.value(), user.value())
        .update();
  }

  void forget(UserId user) {
    jdbc.sql("delete from push_ended where owner = ?").param(user.value()).update();
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
  void cleanUp() {
    try {
      jdbc.sql("delete from push_ended where ended_at <= ?").param(oldest()).update();
    } catch (DataAccessException unavailable) {
      log.debug("Ended push subscriptions are forgotten later", unavailable);
    }
  }

  private Timestamp oldest() {
    return Timestamp.from(clock.instant().minus(KEPT));
  }
}
