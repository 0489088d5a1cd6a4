package io.switchboard.push;

import java.time.Instant;

/** How an attempt to push ended, and what follows. */
sealed interface PushEnd {

  DuePush push();

  /** The push service has it. */
  record Delivered(DuePush push) implements PushEnd {}

  /** It is given up; nothing is said about the subscription. */
  record Dropped(DuePush push, Reason reason) implements PushEnd {}

  /** Why a message is given up. */
  enum Reason {
    /** Its time to live has ended, or ends before it could be sent again. */
    EXPIRED,
    /** The subscription was removed, has expired or is another user's. */
    NO_SUBSCRIPTION,
    /** The browser proved itself meanwhile. */
    NOT_NEEDED,
    /** The push service is not, or no longer, allowed. */
    NOT_ALLOWED,
    /** It cannot be decrypted or encrypted. */
    UNREADABLE,
    /** The push service takes not even the least that can be sent. */
    TOO_LARGE,
    /** The push service will never take it. */
    REJECTED
  }

  /** The subscription is gone. */
  record Gone(DuePush push) implements PushEnd {}

  /** The subscription was made under another key. */
  record Mismatched(DuePush push) implements PushEnd {}

  /** It is sent again at once, with less. */
  record Thinned(DuePush push) implements PushEnd {}

  /**
   * It is sent again.
   *
   * @param failed whether the subscription's failures count this one
   */
  record Postponed(DuePush push, Instant until, boolean failed) implements PushEnd {}
}
