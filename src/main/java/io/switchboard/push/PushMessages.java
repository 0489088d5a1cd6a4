package io.switchboard.push;

import io.switchboard.shared.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes what is to be pushed. A message is queued in the caller's transaction, so it exists if and
 * only if that commits; then it is sent at least once, until the push service takes it or its time
 * to live ends. Only active subscriptions get messages; what is queued for one that was active and
 * has to prove itself anew waits until it has.
 */
@Component
public class PushMessages {

  private static final PushTopic ACTIVATION = new PushTopic("activation");

  private final PushSubscriptionRepository subscriptions;
  private final PushQueue queue;
  private final PushSettings settings;
  private final PushWakeUp wakeUp;
  private final JsonMapper json;
  private final Clock clock;

  PushMessages(
      PushSubscriptionRepository subscriptions,
      PushQueue queue,
      PushSettings settings,
      PushWakeUp wakeUp,
      JsonMapper json,
      Clock clock) {
    this.subscriptions = subscriptions;
    this.queue = queue;
    this.settings = settings;
    this.wakeUp = wakeUp;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Queues the message for every browser of the user. Does not block on any push service.
   *
   * @return one id for each browser, empty if the user has none that is active or was
   */
  @Transactional
  public List<PushMessageId> enqueue(UserId user, PushMessage message) {
    return add(
        subscriptions.of(user).stream()
            .filter(PushSubscription::takesMessages)
            .map(PushSubscription::id)
            .toList(),
        message);
  }

  /**
   * Queues the message for those browsers. One that is not active gets it when it is, if in time.
   *
   * @return one id for each, in the same order
   */
  @Transactional
  public List<PushMessageId> enqueue(List<PushSubscriptionId> browsers, PushMessage message) {
    return add(browsers, message);
  }

  /**
   * Pushes the token that the browser is to send back.
   *
   * @param due not before then
   */
  void enqueueActivation(
      PushSubscriptionId subscription, PushToken token, Instant due, Duration timeToLive) {
    queue.add(
        List.of(subscription),
        PushPayload.activation(subscription, token, settings.site(), json),
        new PushQueue.Terms(PushKind.ACTIVATION, Urgency.HIGH, ACTIVATION, timeToLive),
        now(),
        due);
    wakeUp.afterCommit();
  }

  /** The browser proves itself in this transaction: what has waited for that is sent after it. */
  @Transactional
  void release(PushSubscriptionId subscription) {
    queue.release(subscription, now());
    wakeUp.afterCommit();
  }

  private List<PushMessageId> add(List<PushSubscriptionId> browsers, PushMessage message) {
    List<PushMessageId> ids =
        queue.add(
            browsers,
            PushPayload.of(message, settings.site(), json),
            new PushQueue.Terms(
                PushKind.MESSAGE, message.urgency(), message.topic(), message.timeToLive()),
            now(),
            now());
    wakeUp.afterCommit();
    return ids;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
