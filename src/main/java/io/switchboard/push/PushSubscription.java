package io.switchboard.push;

import io.switchboard.shared.UserId;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One browser of one user that can be pushed to. The row is the browser's: its key is the SHA-256
 * of the endpoint, so that a browser changes hands within its row, under the row's lock.
 */
@Entity
@Table(name = "push_subscription")
class PushSubscription {

  @Id
  @Column(name = "endpoint_hash")
  private String endpointHash;

  @Embedded private PushHolder holder;

  @Embedded private PushTarget target;

  @Enumerated(EnumType.STRING)
  private PushSubscriptionState state;

  @Embedded private @Nullable PushProof proof;

  private int failures;

  @Column(name = "quarantined_until")
  private @Nullable Instant quarantinedUntil;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @Version private @Nullable Integer version;

  @SuppressWarnings("NullAway.Init")
  PushSubscription() {}

  PushSubscription(String endpointHash, PushHolder holder, PushTarget target, Instant now) {
    this.endpointHash = endpointHash;
    this.holder = holder;
    this.target = target;
    this.state = PushSubscriptionState.PENDING;
    this.updatedAt = now;
  }

  String endpointHash() {
    return endpointHash;
  }

  PushHolder holder() {
    return holder;
  }

  boolean isHeldBy(UserId user) {
    return holder.user().equals(user);
  }

  /** The browser has another user, or the same knows it by another id. */
  void passTo(PushHolder next) {
    this.holder = next;
  }

  PushTarget target() {
    return target;
  }

  /** The browser subscribed again: from now on it is reached so, and has to prove it anew. */
  void renew(PushTarget target, Instant now) {
    this.target = target;
    this.state = PushSubscriptionState.PENDING;
    this.proof = null;
    this.failures = 0;
    this.quarantinedUntil = null;
    this.updatedAt = now;
  }

  /** The browser came again as it was before. */
  void confirm(@Nullable Instant expiresAt, Instant now) {
    this.target = target.until(expiresAt);
    this.updatedAt = now;
  }

  /** A token was pushed to the browser, which is to send it back until then. */
  void expect(PushToken activation, Instant until) {
    this.proof = PushProof.asked(activation, until);
  }

  /**
   * The browser sends the token back.
   *
   * @param renewal what its worker may use later
   * @return whether it was that token, and in time
   */
  boolean activate(PushToken activation, PushToken renewal, Instant now) {
    if (state != PushSubscriptionState.PENDING
        || proof == null
        || !proof.isActivatedBy(activation, now)) {
      return false;
    }
    this.state = PushSubscriptionState.ACTIVE;
    this.proof = PushProof.given(renewal);
    return true;
  }

  boolean isRenewedBy(PushToken renewal) {
    return proof != null && renewal.matches(proof.renewalHash());
  }

  boolean isPending() {
    return state == PushSubscriptionState.PENDING;
  }

  boolean isActive() {
    return state == PushSubscriptionState.ACTIVE;
  }

  /** Whether a token that ends after then was pushed to the browser. */
  boolean isAskedUntil(Instant then) {
    return proof != null
        && proof.activationUntil() != null
        && proof.activationUntil().isAfter(then);
  }

  /**
   * What its user may see: never the endpoint, never the keys.
   *
   * @param vapidKeyId the key that the service uses now
   */
  RegisteredPush seen(String vapidKeyId, Instant now) {
    return new RegisteredPush(holder.id(), target.host(), stateAt(now, vapidKeyId), holder.since());
  }

  private PushSubscriptionState stateAt(Instant now, String vapidKeyId) {
    Instant end = target.expiresAt();
    if (end != null && !end.isAfter(now)) {
      return PushSubscriptionState.EXPIRED;
    }
    if (!target.vapidKeyId().equals(vapidKeyId)) {
      return PushSubscriptionState.RESUBSCRIBE;
    }
    boolean rests = quarantinedUntil != null && now.isBefore(quarantinedUntil);
    return rests && isActive() ? PushSubscriptionState.QUARANTINED : state;
  }
}
