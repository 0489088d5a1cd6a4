package io.switchboard.push;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Rate;
import io.switchboard.shared.RateLimit;
import io.switchboard.shared.Refused;
import io.switchboard.shared.UserId;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What a browser does with a push subscription that is registered: it proves that it receives what
 * is pushed, gets a push to try it out, and subscribes anew when the push service wants it to. For
 * the first and the last its service worker needs no user's token, because it has none: it shows a
 * secret that is good for this one thing, until it gets the next.
 */
@Component
class PushActivations {

  private final PushSubscriptions subscriptions;
  private final PushMessages messages;
  private final RateLimit<UserId> tests = new RateLimit<>(new Rate(1, 10));

  PushActivations(PushSubscriptions subscriptions, PushMessages messages) {
    this.subscriptions = subscriptions;
    this.messages = messages;
  }

  /**
   * Takes the token that came through the push, and sends what has waited for that.
   *
   * @throws Refused {@link ErrorCode#PUSH_TOKEN_INVALID} if it is wrong or too old
   */
  ActivatedPush activate(PushSubscriptionId id, PushToken token) {
    PushToken renewal = PushToken.fresh();
    RegisteredPush active =
        subscriptions.activate(id, token, renewal).orElseThrow(PushActivations::invalid);
    return new ActivatedPush(active, renewal.value());
  }

  /**
   * Puts what the browser has now in the place of what it had, as its owner could.
   *
   * @throws Refused {@link ErrorCode#PUSH_TOKEN_INVALID} if the token is wrong or replaced, or
   *     another user has registered that browser, or as a registration is refused
   */
  RegisteredPush renew(PushSubscriptionId id, PushToken renewal, BrowserSubscription browser) {
    return subscriptions.replace(id, renewal, browser).orElseThrow(PushActivations::invalid);
  }

  /**
   * Pushes something to see.
   *
   * @throws Refused {@link ErrorCode#NOT_FOUND} if the user has none of that id, {@link
   *     ErrorCode#CONFLICT} if it is not active, {@link ErrorCode#LIMIT_EXCEEDED}
   */
  @Transactional
  PushMessageId test(UserId user, PushSubscriptionId id) {
    RegisteredPush subscription = subscriptions.one(user, id);
    if (subscription.state() != PushSubscriptionState.ACTIVE) {
      throw new Refused(
          ErrorCode.CONFLICT, "This push subscription is not active; subscribe again first.");
    }
    tests.count(user, "test pushes");
    String text = "This came through " + subscription.host() + ".";
    PushContent content =
        new PushContent("Push works", text, "/", "switchboard-test", Map.of("test", true));
    return messages
        .enqueue(
            List.of(id),
            new PushMessage(
                UUID.randomUUID().toString(),
                content,
                Duration.of(10, ChronoUnit.MINUTES),
                Urgency.HIGH,
                new PushTopic("test")))
        .getFirst();
  }

  private static Refused invalid() {
    return new Refused(
        ErrorCode.PUSH_TOKEN_INVALID,
        "The token of this push subscription is wrong, used or too old; register it again.");
  }
}
