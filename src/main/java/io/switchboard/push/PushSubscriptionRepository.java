package io.switchboard.push;

import io.switchboard.shared.UserId;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface PushSubscriptionRepository extends JpaRepository<PushSubscription, String> {

  /** Newest first. */
  @Query(
      "from PushSubscription s where s.holder.user = :user"
          + " order by s.holder.since desc, s.endpointHash")
  List<PushSubscription> of(UserId user);

  @Query("from PushSubscription s where s.holder.id = :id and s.holder.user = :user")
  Optional<PushSubscription> find(PushSubscriptionId id, UserId user);

  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("from PushSubscription s where s.holder.id = :id")
  Optional<PushSubscription> lock(PushSubscriptionId id);

  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("from PushSubscription s where s.endpointHash = :endpointHash")
  Optional<PushSubscription> lockEndpoint(String endpointHash);

  /** How many subscribed under that VAPID key. */
  @Query("select count(*) from PushSubscription s where s.target.vapidKeyId = :keyId")
  long under(String keyId);

  /** Renewed last comes first. */
  @Query(
      "select s.holder.id from PushSubscription s where s.holder.user = :user"
          + " order by s.updatedAt desc, s.holder.since desc, s.endpointHash")
  List<PushSubscriptionId> byRenewal(UserId user);

  /** How many were there to be removed. */
  @Modifying
  @Query("delete from PushSubscription s where s.holder.id = :id and s.holder.user = :user")
  int remove(PushSubscriptionId id, UserId user);
}
