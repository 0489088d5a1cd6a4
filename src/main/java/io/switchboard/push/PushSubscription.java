package io.switchboard.push;

import io.switchboard.shared.UserId;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One browser of one user that can be pushed to. The id is the user's, and stays when the browser
 * subscribes again under another endpoint; others who name the same endpoint have rows of their
 * own.
 */
@Entity
@Table(name = "push_subscription")
class PushSubscription {

  @EmbeddedId private PushSubscriptionId id;

  @Column(name = "endpoint_hash")
  private String endpointHash;

  @Embedded private PushHolder holder;

  @Embedded private PushTarget target;

  @Enumerated(EnumType.STRING)
  private PushSubscriptionState state;

  @Column(name = "was_active")
  private boolean wasActive;

  @Embedded private @Nullable PushProof proof;

  private int failures;

  @Column(name = "quarantined_until")
  private @Nullable Instant quarantinedUntil;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @Version private @Nullable Integer version;

  @SuppressWarnings("NullAway.Init")
  PushSubscription() {}

  /**
   * @param endpointHash the SHA-256 of the endpoint
   */
  PushSubscription(
      PushSubscriptionId id,
      String endpointHash,
      PushHolder holder,
      PushTarget target,
      Instant now) {
    this.id = id;
    this.endpointHash = endpointHash;
    this.holder = holder;
    this.target = target;
    this.state = PushSubscriptionState.PENDING;
    this.updatedAt = now;
  }

  PushSubscriptionId id() {
    return id;
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

  PushTarget target() {
    return target;
  }

  /**
   * The browser subscribed again: from now on it is reached so, and has to prove it anew. Its
   * worker keeps its secret until then, since the endpoint may change once more.
   */
  void renew(String endpointHash, PushTarget target, Instant now) {
    this.endpointHash = endpointHash;
    this.target = target;
    this.state = PushSubscriptionState.PENDING;
    this.proof = proof == null ? null : proof.withoutActivation();
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
    this.proof = PushProof.asked(activation, until, proof);
  }

  /**
   * The browser sends the token back, and again if it got no answer.
   *
   * @param renewal what its worker may use later
   * @return whether it was that token, and in time
   */
  boolean activate(PushToken activation, PushToken renewal, Instant now) {
    if (!(isPending() || isActive()) || proof == null || !proof.isActivatedBy(activation, now)) {
      return false;
    }
    this.state = PushSubscriptionState.ACTIVE;
    this.wasActive = true;
    this.proof = proof.given(renewal);
    return true;
  }

  /** Its worker's secret is good for nothing any more. */
  void forgetRenewal() {
    this.proof = proof == null ? null : proof.withoutRenewal();
  }

  /** It was there under the same id before, and its browser had proved itself for that secret. */
  void countAsProvedBefore(PushToken renewal) {
    this.wasActive = true;
    this.proof = proof == null ? null : proof.given(renewal);
  }

  /**
   * Whether messages are queued for it. While a browser that was active before subscribes anew and
   * proves itself they wait for it.
   */
  boolean takesMessages() {
    return isActive() || wasActive;
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
    return new RegisteredPush(id, target.host(), stateAt(now, vapidKeyId), holder.since());
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
