package io.switchboard.push;

import io.switchboard.security.Encryption;
import io.switchboard.shared.UserId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Where messages wait to be pushed, in the transaction of whoever adds them. */
@Component
class PushQueue {

  private static final int INSERTS_AT_ONCE = 500;

  private final JdbcTemplate jdbc;
  private final Encryption encryption;

  PushQueue(JdbcTemplate jdbc, Encryption encryption) {
    this.jdbc = jdbc;
    this.encryption = encryption;
  }

  /** What a message asks of the queue and of push services. */
  record Terms(PushKind kind, Urgency urgency, @Nullable PushTopic topic, Duration timeToLive) {}

  /**
   * Adds the payload once for each subscription; what waits there of the same kind and topic is
   * gone.
   *
   * @param due not before then; only from then on it ages
   */
  List<PushMessageId> add(
      List<PushSubscriptionId> subscriptions,
      PushPayload payload,
      Terms terms,
      Instant now,
      Instant due) {
    PushTopic topic = terms.topic();
    if (topic != null) {
      jdbc.batchUpdate(
          "delete from push_message where subscription_id = ? and topic = ? and kind = ?",
          subscriptions.stream()
              .map(id -> new Object[] {id.value(), topic.value(), terms.kind().name()})
              .toList());
    }
    Map<PushMessageId, PushSubscriptionId> added = new LinkedHashMap<>();
    subscriptions.forEach(subscription -> added.put(PushMessageId.random(), subscription));
    jdbc.batchUpdate(
        "insert into push_message (id, subscription_id, kind, payload, thin, urgency, topic,"
            + " attempts, created_at, expires_at, due_at, host, owner) values"
            + " (?,?,?,?,?,?,?,0,?,?,?,"
            + " coalesce((select host from push_subscription where id = ?), ''),"
            + " coalesce((select owner from push_subscription where id = ?), ''))",
        added.entrySet(),
        INSERTS_AT_ONCE,
        (row, entry) -> {
          row.setObject(1, entry.getKey().value());
          row.setObject(2, entry.getValue().value());
          row.setString(3, terms.kind().name());
          row.setBytes(4, encryption.seal(payload.json(), context(entry.getKey())));
          row.setBoolean(5, payload.thin());
          row.setString(6, terms.urgency().name());
          row.setString(7, topic == null ? null : topic.value());
          row.setTimestamp(8, Timestamp.from(now));
          row.setTimestamp(9, Timestamp.from(due.plus(terms.timeToLive())));
          row.setTimestamp(10, Timestamp.from(due));
          row.setObject(11, entry.getValue().value());
          row.setObject(12, entry.getValue().value());
        });
    return List.copyOf(added.keySet());
  }

  /**
   * Makes due what waited for the browser to prove itself, or to subscribe anew, where it is now.
   */
  void release(PushSubscriptionId subscription, Instant now) {
    jdbc.update(
        "update push_message set due_at = ?,"
            + " host = coalesce((select host from push_subscription where id = ?), '')"
            + " where subscription_id = ? and kind = ?",
        Timestamp.from(now),
        subscription.value(),
        subscription.value(),
        PushKind.MESSAGE.name());
  }

  /** Removes what waits for a browser that is the user's no longer. */
  void forget(PushSubscriptionId subscription) {
    jdbc.update("delete from push_message where subscription_id = ?", subscription.value());
  }

  /** Removes what waits for the user's browsers, and for those that he had. */
  void forget(UserId user) {
    jdbc.update("delete from push_message where owner = ?", user.value());
  }

  static String context(PushMessageId id) {
    return "push_message.payload " + id;
  }
}
