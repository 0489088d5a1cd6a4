package io.switchboard.push;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a browser gave, proved to be acceptable.
 *
 * @param p256dh a point on the curve, uncompressed
 * @param auth 16 bytes in Base64url without padding
 * @param vapidKeyId the key that it says it subscribed under, {@code null} if it did not say
 */
record PushCandidate(
    PushEndpoint endpoint,
    byte[] p256dh,
    String auth,
    @Nullable Instant expiresAt,
    @Nullable String vapidKeyId) {}
