package io.switchboard.push;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message whose turn has come, with the subscription it goes to.
 *
 * @param payload sealed
 * @param thin whether it is sent with less
 * @param host whose turn it was
 * @param attempts how many have failed
 * @param leasedUntil until when it is this node's, and the mark of that in the database
 * @param target {@code null} if the subscription is gone, or has passed to another user
 */
record DuePush(
    PushMessageId id,
    PushSubscriptionId subscription,
    PushKind kind,
    String host,
    byte[] payload,
    boolean thin,
    Urgency urgency,
    @Nullable String topic,
    int attempts,
    Instant expiresAt,
    Instant leasedUntil,
    @Nullable Target target) {

  /** A message that lives for no time at all has this long to be sent once. */
  private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(30);

  /** From then on it is not sent any more. */
  Instant deadline() {
    return attempts == 0 ? expiresAt.plus(FIRST_ATTEMPT) : expiresAt;
  }

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
