package io.switchboard.push;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What can be expected of a push subscription. */
enum PushSubscriptionState {
  /** It is stored; the browser has not proved yet that it receives what is pushed. */
  @JsonProperty("pending")
  PENDING,

  /** The service's VAPID key has changed since; the browser must subscribe again. */
  @JsonProperty("resubscribe")
  RESUBSCRIBE,

  /** The push service has ended it; the browser must subscribe again. */
  @JsonProperty("expired")
  EXPIRED
}
