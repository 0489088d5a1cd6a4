package io.switchboard.push;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message whose turn has come, with the subscription it goes to.
 *
 * @param payload sealed
 * @param thin whether it is sent with less
 * @param attempts how many have failed
 * @param target {@code null} if the subscription is gone, or has passed to another user
 */
record DuePush(
    PushMessageId id,
    PushSubscriptionId subscription,
    PushKind kind,
    byte[] payload,
    boolean thin,
    Urgency urgency,
    @Nullable String topic,
    int attempts,
    Instant expiresAt,
    @Nullable Target target) {

  /**
   * @param endpointHash the row's key: another, if the subscription was replaced meanwhile
   * @param failures in a row
   * @param quarantinedUntil {@code null} if it is not
   */
  record Target(
      String endpointHash,
      byte[] endpoint,
      byte[] p256dh,
      byte[] auth,
      String vapidKeyId,
      PushSubscriptionState state,
      int failures,
      @Nullable Instant quarantinedUntil) {}
}
