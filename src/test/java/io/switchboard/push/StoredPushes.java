package io.switchboard.push;

import io.switchboard.security.Encryption;
import io.switchboard.shared.Sha256;
import io.switchboard.testing.PushClient;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Active subscriptions by the thousand, written straight into the database. */
final class StoredPushes {

  private StoredPushes() {}

  /** Stores the browsers, each of a user of its own. */
  static List<PushSubscriptionId> store(
      List<PushClient> browsers, String vapidKeyId, Encryption encryption, JdbcTemplate jdbc) {
    List<PushSubscriptionId> ids = new ArrayList<>();
    List<Object[]> rows = new ArrayList<>();
    Timestamp now = Timestamp.from(Instant.now());
    for (PushClient browser : browsers) {
      PushSubscriptionId id = PushSubscriptionId.random();
      String endpoint = browser.endpoint();
      String auth = Base64.getUrlEncoder().withoutPadding().encodeToString(browser.auth());
      rows.add(
          new Object[] {
            Sha256.hex(endpoint.getBytes(StandardCharsets.US_ASCII)),
            id.value(),
            "u" + UUID.randomUUID(),
            endpoint.substring(8, endpoint.indexOf('/', 8)),
            encryption.seal(endpoint, PushSubscriptions.endpointContext(id)),
            browser.p256dh(),
            encryption.seal(auth, PushSubscriptions.authContext(id)),
            vapidKeyId,
            now,
            now
          });
      ids.add(id);
    }
    jdbc.batchUpdate(
        "insert into push_subscription (endpoint_hash, id, owner, host, endpoint, p256dh, auth,"
            + " vapid_key_id, state, created_at, updated_at, version)"
            + " values (?,?,?,?,?,?,?,?,'ACTIVE',?,?,0)",
        rows);
    return ids;
  }
}
