package io.switchboard.push;

import io.switchboard.shared.UserId;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface PushSubscriptionRepository extends JpaRepository<PushSubscription, PushSubscriptionId> {

  /** Newest first. */
  @Query(
      "from PushSubscription s where s.holder.user = :user"
          + " order by s.holder.since desc, s.endpointHash")
  List<PushSubscription> of(UserId user);

  @Query("from PushSubscription s where s.id = :id and s.holder.user = :user")
  Optional<PushSubscription> find(PushSubscriptionId id, UserId user);

  @Query("select s.endpointHash from PushSubscription s where s.id = :id")
  Optional<String> endpointHash(PushSubscriptionId id);

  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("from PushSubscription s where s.id = :id")
  Optional<PushSubscription> lock(PushSubscriptionId id);

  /** Everybody's, always in the same order. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("from PushSubscription s where s.endpointHash = :endpointHash order by s.id.value")
  List<PushSubscription> lockEndpoint(String endpointHash);

  /** How many subscribed under that VAPID key. */
  @Query("select count(*) from PushSubscription s where s.target.vapidKeyId = :keyId")
  long under(String keyId);

  /** Renewed last comes first. */
  @Query(
      "select s.id from PushSubscription s where s.holder.user = :user"
          + " order by s.updatedAt desc, s.holder.since desc, s.endpointHash")
  List<PushSubscriptionId> byRenewal(UserId user);

  /** How many were there to be removed. */
  @Modifying
  @Query("delete from PushSubscription s where s.id = :id and s.holder.user = :user")
  int remove(PushSubscriptionId id, UserId user);
}
