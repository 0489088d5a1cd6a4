package io.switchboard.push;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a push subscription, as hashes.
 *
 * @param activationHash of the token that was pushed to the browser last
 * @param activationUntil when that token ends: until then it may come back, and come again
 * @param renewalHash of the token by which the browser's worker may subscribe anew
 */
@Embeddable
record PushProof(
    @Column(name = "activation_hash") @Nullable String activationHash,
    @Column(name = "activation_until") @Nullable Instant activationUntil,
    @Column(name = "renewal_hash") @Nullable String renewalHash) {

  /** Another token is pushed; until it comes back, the worker has what it had. */
  static PushProof asked(PushToken activation, Instant until, @Nullable PushProof before) {
    return new PushProof(activation.hash(), until, before == null ? null : before.renewalHash());
  }

  /** No token that was pushed is good any more. */
  PushProof withoutActivation() {
    return new PushProof(null, null, renewalHash);
  }

  PushProof given(PushToken renewal) {
    return new PushProof(activationHash, activationUntil, renewal.hash());
  }

  PushProof withoutRenewal() {
    return new PushProof(activationHash, activationUntil, null);
  }

  boolean isActivatedBy(PushToken token, Instant now) {
    return activationUntil != null
        && now.isBefore(activationUntil)
        && token.matches(activationHash);
  }
}
