package io.switchboard.push;

import io.switchboard.shared.PersonalData;
import io.switchboard.shared.UserId;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The browsers on which a user wants to be reached. Their endpoints are secrets and stay here. */
@Component
class PushData implements PersonalData {

  private final PushSubscriptions subscriptions;
  private final PushSubscriptionRepository stored;
  private final EndedPushes ended;
  private final PushQueue queue;

  PushData(
      PushSubscriptions subscriptions,
      PushSubscriptionRepository stored,
      EndedPushes ended,
      PushQueue queue) {
    this.subscriptions = subscriptions;
    this.stored = stored;
    this.ended = ended;
    this.queue = queue;
  }

  @Override
  public String name() {
    return "pushSubscriptions";
  }

  @Override
  public Object export(UserId user) {
    return Stream.concat(subscriptions.of(user).stream(), ended.of(user).stream()).toList();
  }

  @Override
  public void erase(UserId user) {
    stored.deleteAllInBatch(stored.of(user));
    queue.forget(user);
    ended.forget(user);
  }
}
