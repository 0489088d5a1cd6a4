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

  /** The browser subscribed again: from now on it is reached so, and has to prove it anew. */
  void renew(PushTarget target, Instant now) {
    this.target = target;
    this.state = PushSubscriptionState.PENDING;
    this.updatedAt = now;
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
    return target.vapidKeyId().equals(vapidKeyId) ? state : PushSubscriptionState.RESUBSCRIBE;
  }
}
