package io.switchboard.push;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Asks browsers to prove their push subscriptions: pushes a token, which comes back. Between two
 * tokens an endpoint has a pause, however often and by whomever it is registered; what is asked for
 * within it is pushed at its end.
 */
@Component
class PushProofs {

  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** Beyond it one is forgotten, and may be asked once more. */
  private static final int MOST_ENDPOINTS = 100_000;

  private final PushMessages messages;
  private final Duration timeToLive;
  private final Clock clock;

  /** When this node asked last, or will, by the endpoint's hash. */
  private final Cache<String, Instant> asked =
      Caffeine.newBuilder()
          .expireAfterWrite(PAUSE.multipliedBy(2))
          .maximumSize(MOST_ENDPOINTS)
          .build();

  PushProofs(PushMessages messages, PushSettings settings, Clock clock) {
    this.messages = messages;
    this.timeToLive = settings.activationTimeToLive();
    this.clock = clock;
  }

  /** Pushes a token if one is needed and none is on its way since a moment ago. */
  void ask(PushSubscription subscription) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    if (!subscription.isPending() || subscription.isAskedUntil(now.plus(timeToLive).minus(PAUSE))) {
      return;
    }
    Instant due = afterPause(subscription.endpointHash(), now);
    PushToken token = PushToken.fresh();
    subscription.expect(token, due.plus(timeToLive));
    messages.enqueueActivation(subscription.id(), token, due, timeToLive);
    rememberAfterCommit(subscription.endpointHash(), due);
  }

  private Instant afterPause(String endpointHash, Instant now) {
    Instant last = asked.getIfPresent(endpointHash);
    return last == null || last.plus(PAUSE).isBefore(now) ? now : last.plus(PAUSE);
  }

  /** What is rolled back was not asked. */
  private void rememberAfterCommit(String endpointHash, Instant due) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            asked.put(endpointHash, due);
          }
        });
  }
}
