package io.switchboard.push;

import io.switchboard.outbound.Backoff;
import io.switchboard.outbound.Outbound;
import io.switchboard.outbound.OutboundResponse;
import io.switchboard.outbound.RetryAfter;
import io.switchboard.shared.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Pushes one message once, and says what follows. */
@Component
class PushAttempt {

  private static final Logger log = LoggerFactory.getLogger(PushAttempt.class);

  /** A message that lives for no time at all has this long to be sent once. */
  private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(30);

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Duration USUAL_WAIT = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final PushCall call;
  private final Outbound outbound;
  private final Vapid vapid;
  private final VapidTokens tokens;
  private final PushOrigins origins;
  private final PushSending rules;
  private final Backoff backoff;
  private final Clock clock;
  private final RandomGenerator random = RandomGenerator.getDefault();

  PushAttempt(
      PushCall call,
      Outbound outbound,
      Vapid vapid,
      VapidTokens tokens,
      PushOrigins origins,
      PushSettings settings,
      Clock clock) {
    this.call = call;
    this.outbound = outbound;
    this.vapid = vapid;
    this.tokens = tokens;
    this.origins = origins;
    this.rules = settings.sending();
    this.backoff = new Backoff(rules.retryBase(), rules.retryCap());
    this.clock = clock;
  }

  /** Never fails: a message that cannot even be made is dropped. */
  CompletableFuture<PushEnd> make(DuePush push) {
    try {
      return start(push);
    } catch (Refused notAllowed) {
      return dropped(push, "endpoint not allowed");
    } catch (RuntimeException failure) {
      log.warn("Push {} cannot be made: {}", push.id(), failure.toString());
      return dropped(push, "unreadable");
    }
  }

  private CompletableFuture<PushEnd> start(DuePush push) {
    Instant now = clock.instant();
    DuePush.Target target = push.target();
    if (target == null) {
      return dropped(push, "no subscription");
    }
    if (now.isAfter(push.expiresAt().plus(push.attempts() == 0 ? FIRST_ATTEMPT : Duration.ZERO))) {
      return dropped(push, "expired");
    }
    boolean proved = target.state() == PushSubscriptionState.ACTIVE;
    if (proved == (push.kind() == PushKind.ACTIVATION)) {
      return dropped(push, "subscription is " + target.state());
    }
    if (target.state() != PushSubscriptionState.ACTIVE
        && target.state() != PushSubscriptionState.PENDING) {
      return dropped(push, "subscription is " + target.state());
    }
    VapidKey key = vapid.key(target.vapidKeyId());
    if (key == null) {
      return CompletableFuture.completedFuture(new PushEnd.Mismatched(push));
    }
    if (target.quarantinedUntil() != null && now.isBefore(target.quarantinedUntil())) {
      return postponed(push, target.quarantinedUntil());
    }
    PushEndpoint endpoint = call.endpoint(push, target);
    Instant paused = origins.pausedUntil(endpoint.origin(), now);
    if (paused != null) {
      return postponed(push, paused);
    }
    return outbound
        .send(call.request(push, target, endpoint, key, now))
        .handle((response, thrown) -> end(push, endpoint, proved, response, thrown));
  }

  private PushEnd end(
      DuePush push,
      PushEndpoint endpoint,
      boolean proved,
      @Nullable OutboundResponse response,
      @Nullable Throwable thrown) {
    if (response == null) {
      var reason = Outbound.failure(thrown == null ? new IllegalStateException() : thrown).reason();
      log.debug("Push {} to {}: {}", push.id(), endpoint, reason);
      return end(push, endpoint, PushVerdict.of(reason), 0, null);
    }
    PushVerdict verdict = PushVerdict.of(response.status(), response.text(), proved);
    log.debug("Push {} to {}: {}, {}", push.id(), endpoint, response.status(), verdict);
    if (proved && verdict != PushVerdict.ORIGIN_REFUSES) {
      origins.accepted(endpoint.origin());
    }
    return end(push, endpoint, verdict, response.status(), response.header("retry-after"));
  }

  private PushEnd end(
      DuePush push,
      PushEndpoint endpoint,
      PushVerdict verdict,
      int status,
      @Nullable String retryAfter) {
    Instant now = clock.instant();
    String origin = endpoint.origin();
    return switch (verdict) {
      case DELIVERED -> new PushEnd.Delivered(push);
      case GONE -> new PushEnd.Gone(push);
      case RESUBSCRIBE -> new PushEnd.Mismatched(push);
      case ORIGIN_REFUSES -> {
        tokens.forget(origin);
        Instant until = origins.refused(origin, now.plus(rules.originPause()), status);
        yield new PushEnd.Postponed(push, until, false);
      }
      case TOO_LARGE ->
          push.thin() ? new PushEnd.Dropped(push, "too large") : new PushEnd.Thinned(push);
      case THROTTLED -> {
        Duration wait = RetryAfter.parse(retryAfter, now, LONGEST_WAIT, USUAL_WAIT);
        yield new PushEnd.Postponed(push, origins.throttled(origin, now.plus(wait)), false);
      }
      case FAILED -> {
        Duration least = RetryAfter.parse(retryAfter, now, LONGEST_WAIT, Duration.ZERO);
        Duration delay = backoff.delay(push.attempts() + 1, random).plus(least);
        yield new PushEnd.Postponed(push, now.plus(delay), true);
      }
      case NOT_SENT -> new PushEnd.Postponed(push, now.plus(spread()), false);
      case REJECTED -> new PushEnd.Dropped(push, "rejected with " + status);
    };
  }

  private Duration spread() {
    return SOON.plusMillis(random.nextLong(SOON.toMillis()));
  }

  private CompletableFuture<PushEnd> postponed(DuePush push, Instant until) {
    return CompletableFuture.completedFuture(
        new PushEnd.Postponed(push, until.plus(spread()), false));
  }

  private static CompletableFuture<PushEnd> dropped(DuePush push, String reason) {
    return CompletableFuture.completedFuture(new PushEnd.Dropped(push, reason));
  }
}
