package io.switchboard.preference;

import io.switchboard.security.Encryption;
import io.switchboard.shared.UserId;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Remembers that users' data was erased, without remembering the users: what is kept is a hash of
 * the user id under a key of this installation.
 */
@Repository
class Erasures {

  private static final String PURPOSE = "switchboard erasure v1";

  private final JdbcClient jdbc;
  private final Encryption encryption;
  private final Clock clock;

  Erasures(JdbcClient jdbc, Encryption encryption, Clock clock) {
    this.jdbc = jdbc;
    this.encryption = encryption;
    this.clock = clock;
  }

  /** The user's data is erased in this transaction. */
  void record(UserId user) {
    String hash = hash(user);
    jdbc.sql("delete from preference_erasure where user_hash = ?").param(hash).update();
    jdbc.sql("insert into preference_erasure (user_hash, erased_at) values (?, ?)")
        .params(hash, Timestamp.from(clock.instant()))
        .update();
  }

  /**
   * The user is here again and makes choices.
   *
   * @return whether his data was erased before
   */
  boolean recordReturn(UserId user) {
    return jdbc.sql(
                "update preference_erasure set returned_at = ?"
                    + " where user_hash = ? and returned_at is null")
            .params(Timestamp.from(clock.instant()), hash(user))
            .update()
        > 0;
  }

  /** Those whose data was erased and who have not come back. */
  Set<UserId> among(Collection<UserId> users) {
    if (users.isEmpty()) {
      return Set.of();
    }
    Map<String, UserId> byHash = new HashMap<>();
    users.forEach(user -> byHash.put(hash(user), user));
    Set<UserId> erased = new HashSet<>();
    jdbc.sql(
            "select user_hash from preference_erasure"
                + " where user_hash in (:hashes) and returned_at is null")
        .param("hashes", byHash.keySet())
        .query(
            row -> {
              UserId user = byHash.get(row.getString(1));
              if (user != null) {
                erased.add(user);
              }
            });
    return erased;
  }

  private String hash(UserId user) {
    return encryption.fingerprint(user.value(), PURPOSE);
  }
}
