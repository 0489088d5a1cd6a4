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
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Pushes one message once, and says what follows. */
@Component
class PushAttempt {

  private static final Logger log = LoggerFactory.getLogger(PushAttempt.class);

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
      return ended(new PushEnd.Dropped(push, PushEnd.Reason.NOT_ALLOWED));
    } catch (RuntimeException failure) {
      log.warn("Push {} cannot be made: {}", push.id(), failure.toString());
      return ended(new PushEnd.Dropped(push, PushEnd.Reason.UNREADABLE));
    }
  }

  private CompletableFuture<PushEnd> start(DuePush push) {
    Instant now = clock.instant();
    DuePush.Target target = push.target();
    if (target == null || target.state() == PushSubscriptionState.EXPIRED) {
      return ended(new PushEnd.Dropped(push, PushEnd.Reason.NO_SUBSCRIPTION));
    }
    if (!now.isBefore(push.deadline())) {
      return ended(new PushEnd.Dropped(push, PushEnd.Reason.EXPIRED));
    }
    boolean proved = target.state() == PushSubscriptionState.ACTIVE;
    if (push.kind() == PushKind.ACTIVATION && target.state() != PushSubscriptionState.PENDING) {
      return ended(new PushEnd.Dropped(push, PushEnd.Reason.NOT_NEEDED));
    }
    if (!proved && push.kind() == PushKind.MESSAGE) {
      // The browser's next proof, or its next subscription, makes it due again.
      return ended(
          now.isBefore(push.expiresAt())
              ? new PushEnd.Postponed(push, push.expiresAt(), false)
              : new PushEnd.Dropped(push, PushEnd.Reason.EXPIRED));
    }
    VapidKey key = vapid.key(target.vapidKeyId());
    if (key == null) {
      return ended(new PushEnd.Mismatched(push));
    }
    if (target.quarantinedUntil() != null && now.isBefore(target.quarantinedUntil())) {
      return ended(later(push, target.quarantinedUntil().plus(spread())));
    }
    PushEndpoint endpoint = call.endpoint(push, target);
    Instant paused = origins.pausedUntil(endpoint.origin(), now);
    if (paused != null) {
      return ended(later(push, paused.plus(spread())));
    }
    // The other half of the lease is for the answer to come and to be written down.
    Duration turn = Duration.between(now, push.leasedUntil()).minus(rules.lease().dividedBy(2));
    // A service may ask to be left alone while this waits for its turn.
    BooleanSupplier wanted = () -> origins.pausedUntil(endpoint.origin(), clock.instant()) == null;
    return outbound
        .send(
            call.request(push, target, endpoint, key, now),
            new Outbound.Conditions(proved, turn, wanted))
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
    if (proved && verdict == PushVerdict.DELIVERED) {
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
      case ORIGIN_REFUSES -> refused(push, origin, status, now);
      case TOO_LARGE ->
          push.thin()
              ? new PushEnd.Dropped(push, PushEnd.Reason.TOO_LARGE)
              : new PushEnd.Thinned(push);
      case THROTTLED -> {
        Duration wait = RetryAfter.parse(retryAfter, now, LONGEST_WAIT, USUAL_WAIT);
        yield later(push, origins.throttled(origin, now.plus(wait)));
      }
      case FAILED ->
          failed(push, now.plus(RetryAfter.parse(retryAfter, now, LONGEST_WAIT, Duration.ZERO)));
      case NOT_SENT -> later(push, now.plus(spread()));
      case REJECTED -> {
        log.info("Push {} is rejected by {} with {}", push.id(), endpoint, status);
        yield new PushEnd.Dropped(push, PushEnd.Reason.REJECTED);
      }
    };
  }

  /** Behind the others, so that another subscription is the next to try. */
  private PushEnd refused(DuePush push, String origin, int status, Instant now) {
    tokens.forget(origin);
    Instant paused = origins.refused(origin, push.subscription(), now, rules.originPause(), status);
    return paused == null
        ? failed(push, now)
        : later(push, paused.plus(backoff.delay(1, random)).plus(spread()));
  }

  private PushEnd failed(DuePush push, Instant from) {
    Instant until = from.plus(backoff.delay(push.attempts() + 1, random));
    return new PushEnd.Postponed(push, until, true);
  }

  private static PushEnd later(DuePush push, Instant until) {
    return until.isAfter(push.deadline())
        ? new PushEnd.Dropped(push, PushEnd.Reason.EXPIRED)
        : new PushEnd.Postponed(push, until, false);
  }

  private Duration spread() {
    return SOON.plusMillis(random.nextLong(SOON.toMillis()));
  }

  private static CompletableFuture<PushEnd> ended(PushEnd end) {
    return CompletableFuture.completedFuture(end);
  }
}
