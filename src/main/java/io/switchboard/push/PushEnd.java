package io.switchboard.push;

import java.time.Instant;

/** How an attempt to push ended, and what follows. */
sealed interface PushEnd {

  DuePush push();

  /** The push service has it. */
  record Delivered(DuePush push) implements PushEnd {}

  /**
   * It is given up; nothing is said about the subscription.
   *
   * @param reason a word for the log
   */
  record Dropped(DuePush push, String reason) implements PushEnd {}

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
