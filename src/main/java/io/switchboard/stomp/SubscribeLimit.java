package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Rate;
import io.switchboard.shared.RateLimit;
import io.switchboard.shared.Refused;
import org.springframework.stereotype.Component;

/** Counts the SUBSCRIBE and UNSUBSCRIBE frames of each session, which cost more than they weigh. */
@Component
class SubscribeLimit {

  private final RateLimit<String> sessions;

  SubscribeLimit(StompSettings settings) {
    this.sessions = new RateLimit<>(new Rate(settings.subscribeRate(), settings.subscribeBurst()));
  }

  /**
   * @throws Refused {@link ErrorCode#LIMIT_EXCEEDED}
   */
  void count(String sessionId) {
    sessions.count(sessionId, "subscriptions");
  }
}
