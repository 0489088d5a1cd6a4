package io.switchboard.push;

/** Why a message is pushed. */
enum PushKind {
  /** To prove a subscription that is pending. */
  ACTIVATION,
  /** To tell something, to a subscription that is active. */
  MESSAGE
}
