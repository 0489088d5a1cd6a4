package io.switchboard.push;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What can be expected of a push subscription. */
enum PushSubscriptionState {
  /** It is stored; the browser has not proved yet that it receives what is pushed. */
  @JsonProperty("pending")
  PENDING,

  /** The browser has proved that it receives what is pushed. */
  @JsonProperty("active")
  ACTIVE,

  /** The push service failed for it again and again; what is pushed to it waits for a while. */
  @JsonProperty("quarantined")
  QUARANTINED,

  /**
   * The service's VAPID key has changed since, or the push service says that it is another; the
   * browser must subscribe again.
   */
  @JsonProperty("resubscribe")
  RESUBSCRIBE,

  /** The push service has ended it; the browser must subscribe again. */
  @JsonProperty("expired")
  EXPIRED,

  /**
   * The push service does not know it any more, and it is gone but for the secret with which its
   * browser's worker may bring it back. It is never stored, and seen in a user's own data only.
   */
  @JsonProperty("ended")
  ENDED
}
