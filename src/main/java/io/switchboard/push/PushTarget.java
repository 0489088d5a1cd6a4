package io.switchboard.push;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where and how to reach a browser: all that it replaces when it subscribes again. What would let
 * others push to the browser is sealed.
 *
 * @param host the push service
 * @param endpoint sealed
 * @param p256dh the browser's public key, an uncompressed point
 * @param auth sealed
 * @param expiresAt when the push service ends the subscription, {@code null} if it did not say
 * @param vapidKeyId the key of this service that the browser subscribed under
 */
@Embeddable
record PushTarget(
    String host,
    byte[] endpoint,
    byte[] p256dh,
    byte[] auth,
    @Column(name = "expires_at") @Nullable Instant expiresAt,
    @Column(name = "vapid_key_id") String vapidKeyId) {

  PushTarget until(@Nullable Instant end) {
    return new PushTarget(host, endpoint, p256dh, auth, end, vapidKeyId);
  }
}
