package io.switchboard.push;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes down how a batch ended: one statement for each kind of end. A subscription is touched only
 * as the row that was pushed to: if its browser subscribed anew meanwhile, an answer about the old
 * endpoint or the old key means nothing for the new one. Subscriptions come before messages, as
 * everywhere, so that nobody waits for each other.
 */
final class Settlement {

  private static final String THE_ROW = " where endpoint_hash = ? and id = ? and vapid_key_id = ?";

  private final JdbcTemplate jdbc;
  private final PushSending rules;
  private final Instant now;
  private final List<UUID> finished = new ArrayList<>();
  private final List<Object[]> again = new ArrayList<>();
  private final List<Object[]> over = new ArrayList<>();
  private final List<DuePush> gone = new ArrayList<>();
  private final List<DuePush> mismatched = new ArrayList<>();

  /** One message of each subscription: that many failed at the same moment is one failure. */
  private final Map<PushSubscriptionId, DuePush> failed = new LinkedHashMap<>();

  private final List<DuePush> recovered = new ArrayList<>();

  Settlement(JdbcTemplate jdbc, PushSending rules, Instant now) {
    this.jdbc = jdbc;
    this.rules = rules;
    this.now = now;
  }

  void write(List<PushEnd> ends) {
    ends.stream().sorted(Comparator.comparing(end -> endpointHash(end.push()))).forEach(this::sort);
    keepRenewals();
    end();
    forEach(
        mismatched,
        "update push_subscription set state = 'RESUBSCRIBE', version = version + 1" + THE_ROW);
    forEach(
        recovered,
        "update push_subscription set failures = 0, quarantined_until = null,"
            + " version = version + 1"
            + THE_ROW);
    forEach(
        List.copyOf(failed.values()),
        "update push_subscription set version = version + 1, failures = failures + 1,"
            + " quarantined_until = case when failures + 1 >= ? then ? else quarantined_until end"
            + THE_ROW,
        rules.quarantineAfter(),
        Timestamp.from(now.plus(rules.quarantine())));
    finish();
    if (!again.isEmpty()) {
      jdbc.batchUpdate(
          "update push_message set due_at = ?, attempts = ?, thin = ? where id = ? and due_at = ?",
          again);
    }
  }

  /** What was pushed to an endpoint that the subscription has left goes to the one it has now. */
  private void end() {
    int[] deleted = forEach(gone, "delete from push_subscription" + THE_ROW);
    for (int i = 0; i < deleted.length; i++) {
      DuePush push = gone.get(i);
      if (deleted[i] > 0) {
        over.add(new Object[] {push.subscription().value()});
      } else {
        again.add(row(push, now, push.attempts(), push.thin()));
      }
    }
  }

  /**
   * The browser's worker may still come to renew what is deleted. Another node that hears the same
   * waits at the row, and finds none.
   */
  private void keepRenewals() {
    forEach(gone, "update push_subscription set version = version + 1" + THE_ROW);
    forEach(
        gone,
        "insert into push_ended (id, owner, host, created_at, renewal_hash, ended_at)"
            + " select id, owner, host, created_at, renewal_hash,"
            + " cast(? as timestamp with time zone) from push_subscription s"
            + THE_ROW
            + " and renewal_hash is not null"
            + " and not exists (select 1 from push_ended e where e.id = s.id)",
        Timestamp.from(now));
  }

  private void sort(PushEnd end) {
    DuePush push = end.push();
    switch (end) {
      case PushEnd.Delivered _ -> {
        finished.add(push.id().value());
        if (push.target() != null && push.target().failures() > 0) {
          recovered.add(push);
        }
      }
      case PushEnd.Dropped _ -> finished.add(push.id().value());
      case PushEnd.Gone _ -> gone.add(push);
      case PushEnd.Mismatched _ -> {
        again.add(row(push, push.expiresAt(), push.attempts(), push.thin()));
        mismatched.add(push);
      }
      case PushEnd.Thinned _ -> again.add(row(push, now, push.attempts() + 1, true));
      case PushEnd.Postponed(_, Instant until, boolean isFailure) -> {
        int attempts = push.attempts() + (isFailure ? 1 : 0);
        again.add(row(push, until, attempts, push.thin()));
        if (isFailure) {
          failed.putIfAbsent(push.subscription(), push);
        }
      }
    }
  }

  private static Object[] row(DuePush push, Instant due, int attempts, boolean thin) {
    return new Object[] {
      Timestamp.from(due),
      attempts,
      thin,
      push.id().value(),
      // Whoever took it after the lease knows better.
      Timestamp.from(push.leasedUntil())
    };
  }

  private void finish() {
    if (!finished.isEmpty()) {
      jdbc.update(
          "delete from push_message where id in (" + PushOutbox.marks(finished.size()) + ")",
          finished.toArray());
    }
    if (!over.isEmpty()) {
      jdbc.batchUpdate("delete from push_message where subscription_id = ?", over);
    }
  }

  /**
   * In one order everywhere, so that two nodes do not wait for each other.
   *
   * @return for each how many rows it was
   */
  private int[] forEach(List<DuePush> pushes, String sql, Object... first) {
    if (pushes.isEmpty()) {
      return new int[0];
    }
    List<Object[]> rows = new ArrayList<>();
    for (DuePush push : pushes) {
      List<Object> row = new ArrayList<>(List.of(first));
      row.add(endpointHash(push));
      row.add(push.subscription().value());
      row.add(push.target() == null ? "" : push.target().vapidKeyId());
      rows.add(row.toArray());
    }
    return jdbc.batchUpdate(sql, rows);
  }

  private static String endpointHash(DuePush push) {
    return push.target() == null ? "" : push.target().endpointHash();
  }
}
