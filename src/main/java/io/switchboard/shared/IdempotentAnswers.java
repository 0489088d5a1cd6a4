package io.switchboard.shared;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The first answers to requests with an {@code Idempotency-Key}, kept for 24 h. */
@Component
class IdempotentAnswers {

  private static final Logger log = LoggerFactory.getLogger(IdempotentAnswers.class);
  private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};
  private static final Duration KEPT = Duration.ofHours(24);

  /** No request takes longer; whoever claimed one and has not answered by then is gone. */
  private static final Duration ABANDONED = Duration.ofSeconds(60);

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Clock clock;

  IdempotentAnswers(JdbcClient jdbc, JsonMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  /** An answer as it was first given. */
  record Answer(int status, Map<String, String> headers, byte[] body) {}

  /** What a request meets: its turn, or the answer it had before. */
  sealed interface Outcome {}

  record Turn(Idempotency idempotency) implements Outcome {}

  record Given(Answer answer) implements Outcome {}

  /**
   * A request whose answer is kept.
   *
   * @param status of the answer, absent while there is none
   */
  record KeptRequest(Instant at, @Nullable Integer status) {}

  private record Row(
      String claim,
      String bodyHash,
      Instant claimedAt,
      Instant createdAt,
      @Nullable Answer answer) {}

  /**
   * @param user whose request it is
   * @throws Refused {@link ErrorCode#IDEMPOTENCY_KEY_REUSED} for another body, {@link
   *     ErrorCode#REQUEST_IN_PROGRESS} while the first attempt is carried out
   */
  Outcome claim(String scope, String user, String bodyHash) {
    Instant now = clock.instant();
    String claim = UUID.randomUUID().toString().replace("-", "");
    try {
      insert(scope, user, claim, bodyHash, now);
      return new Turn(new Idempotency(claim, false));
    } catch (DuplicateKeyException _) {
      return claimAgain(scope, user, bodyHash, now);
    }
  }

  private void insert(String scope, String user, String claim, String bodyHash, Instant now) {
    jdbc.sql(
            "insert into idempotent_request (scope, user_id, claim, body_hash, claimed_at,"
                + " created_at) values (?, ?, ?, ?, ?, ?)")
        .params(scope, user, claim, bodyHash, Timestamp.from(now), Timestamp.from(now))
        .update();
  }

  private Outcome claimAgain(String scope, String user, String bodyHash, Instant now) {
    Row row = find(scope);
    if (row == null || row.createdAt.plus(KEPT).isBefore(now)) {
      remove(scope);
      return claim(scope, user, bodyHash);
    }
    if (!row.bodyHash.equals(bodyHash)) {
      throw new Refused(
          ErrorCode.IDEMPOTENCY_KEY_REUSED,
          "The Idempotency-Key was used with another body; use a new key for a new request.");
    }
    if (row.answer != null) {
      return new Given(row.answer);
    }
    if (row.claimedAt.plus(ABANDONED).isAfter(now) || !takeOver(scope, row.claimedAt, now)) {
      throw new Refused(
          ErrorCode.REQUEST_IN_PROGRESS, "The first attempt of this request is still carried out.");
    }
    return new Turn(new Idempotency(row.claim, true));
  }

  private boolean takeOver(String scope, Instant claimedAt, Instant now) {
    return jdbc.sql(
                "update idempotent_request set claimed_at = ? where scope = ? and claimed_at = ?"
                    + " and status is null")
            .params(Timestamp.from(now), scope, Timestamp.from(claimedAt))
            .update()
        == 1;
  }

  private @Nullable Row find(String scope) {
    return jdbc.sql(
            "select claim, body_hash, claimed_at, created_at, status, headers, body"
                + " from idempotent_request where scope = ?")
        .param(scope)
        .query(
            (row, _) ->
                new Row(
                    row.getString(1),
                    row.getString(2),
                    row.getTimestamp(3).toInstant(),
                    row.getTimestamp(4).toInstant(),
                    row.getObject(5) == null
                        ? null
                        : new Answer(
                            row.getInt(5),
                            json.readValue(row.getString(6), HEADERS),
                            row.getBytes(7))))
        .optional()
        .orElse(null);
  }

  /** Keeps the answer for whoever repeats the request. */
  void keep(String scope, Answer answer) {
    jdbc.sql("update idempotent_request set status = ?, headers = ?, body = ? where scope = ?")
        .params(answer.status(), json.writeValueAsString(answer.headers()), answer.body(), scope)
        .update();
  }

  /** The attempt failed, and whether it had its effect is not known; the next one may begin. */
  void abandon(String scope) {
    jdbc.sql("update idempotent_request set claimed_at = ? where scope = ?")
        .params(Timestamp.from(Instant.EPOCH), scope)
        .update();
  }

  /** The request had no effect; its key is free again. */
  void remove(String scope) {
    jdbc.sql("delete from idempotent_request where scope = ?").param(scope).update();
  }

  /** The newest requests of a user, at most {@code limit}. */
  List<KeptRequest> of(UserId user, int limit) {
    return jdbc.sql(
            "select created_at, status from idempotent_request where user_id = ?"
                + " order by created_at desc limit ?")
        .params(user.value(), limit)
        .query(
            (row, _) ->
                new KeptRequest(
                    row.getTimestamp(1).toInstant(),
                    row.getObject(2) == null ? null : row.getInt(2)))
        .list();
  }

  /** Forgets the user's requests; whoever repeats one makes it anew. */
  void forget(UserId user) {
    jdbc.sql("delete from idempotent_request where user_id = ?").param(user.value()).update();
  }

  @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT1M")
  void cleanUp() {
    try {
      jdbc.sql("delete from idempotent_request where created_at < ?")
          .param(Timestamp.from(clock.instant().minus(KEPT)))
          .update();
    } catch (DataAccessException unavailable) {
      log.debug("Old answers are deleted later", unavailable);
    }
  }
}
