package io.switchboard.push;

import io.switchboard.security.Encryption;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keeps users' push subscriptions. An endpoint is one browser, so it is stored once and belongs to
 * whoever registered it last: the same user renews it, another takes it over under a new id, so
 * that nothing addressed to the former owner follows it. Of several requests that register one
 * endpoint at once, one inserts and the others, refused by the primary key, try again and find its
 * row. Each that is new, or has other keys than before, is pending until its browser has sent back
 * a token that was pushed to it.
 */
@Component
class PushSubscriptions {

  private static final Logger log = LoggerFactory.getLogger(PushSubscriptions.class);

  /** Gives up before a client would, which waits 3 s when the database hangs. */
  private static final RetryPolicy CONTENTION =
      RetryPolicy.builder()
          .includes(DataIntegrityViolationException.class, ConcurrencyFailureException.class)
          .maxRetries(10)
          .delay(Duration.ofMillis(5))
          .jitter(Duration.ofMillis(5))
          .multiplier(2)
          .maxDelay(Duration.ofMillis(50))
          .timeout(Duration.ofSeconds(1))
          .build();

  /** A page that loads again and again does not make a push each time. */
  private static final Duration BETWEEN_TOKENS = Duration.ofSeconds(10);

  private final PushSubscriptionRepository stored;
  private final PushSettings settings;
  private final Vapid vapid;
  private final Encryption encryption;
  private final TransactionOperations transactions;
  private final PushMessages messages;
  private final Clock clock;
  private final RetryTemplate contention = new RetryTemplate(CONTENTION);

  PushSubscriptions(
      PushSubscriptionRepository stored,
      PushSettings settings,
      Vapid vapid,
      Encryption encryption,
      TransactionOperations transactions,
      PushMessages messages,
      Clock clock) {
    this.stored = stored;
    this.settings = settings;
    this.vapid = vapid;
    this.encryption = encryption;
    this.transactions = transactions;
    this.messages = messages;
    this.clock = clock;
  }

  /**
   * Stores what a browser gave, or renews what is stored.
   *
   * @throws Refused {@link ErrorCode#ENDPOINT_NOT_ALLOWED} or {@link ErrorCode#INVALID_VALUE}
   */
  Registration register(UserId user, BrowserSubscription browser) {
    Candidate candidate = candidate(browser);
    Registration registration = settled(() -> store(user, candidate));
    if (registration.isNew()) {
      transactions.executeWithoutResult(_ -> keepNewest(user));
    }
    return registration;
  }

  /**
   * Puts another endpoint or other keys in the place of a stored subscription, which keeps its id.
   *
   * @throws Refused {@link ErrorCode#NOT_FOUND} if the user has none of that id, or as {@link
   *     #register}
   */
  RegisteredPush replace(UserId user, PushSubscriptionId id, BrowserSubscription browser) {
    return replaceIf(id, mine -> mine.isHeldBy(user), browser)
        .orElseThrow(PushSubscriptions::notFound);
  }

  /**
   * The same, if the stored subscription is one that may be replaced.
   *
   * @return empty if there is none of that id, or not such a one
   * @throws Refused as {@link #register}
   */
  Optional<RegisteredPush> replaceIf(
      PushSubscriptionId id, Predicate<PushSubscription> allowed, BrowserSubscription browser) {
    Candidate candidate = candidate(browser);
    return settled(
        () ->
            stored
                .lock(id)
                .filter(allowed)
                .map(
                    mine ->
                        candidate.endpoint().hash().equals(mine.endpointHash())
                            ? renew(mine, candidate)
                            : exchange(mine, candidate)));
  }

  List<RegisteredPush> of(UserId user) {
    return stored.of(user).stream().map(this::seen).toList();
  }

  /**
   * @throws Refused {@link ErrorCode#NOT_FOUND} if the user has none of that id
   */
  RegisteredPush one(UserId user, PushSubscriptionId id) {
    return stored.find(id, user).map(this::seen).orElseThrow(PushSubscriptions::notFound);
  }

  /**
   * @throws Refused {@link ErrorCode#NOT_FOUND} if the user has none of that id
   */
  void remove(UserId user, PushSubscriptionId id) {
    if (inTransaction(() -> stored.remove(id, user)) == 0) {
      throw notFound();
    }
  }

  /**
   * @param isNew whether the user did not have this endpoint before
   */
  record Registration(RegisteredPush subscription, boolean isNew) {}

  /** What a browser gave, proved to be acceptable. */
  private record Candidate(
      PushEndpoint endpoint, byte[] p256dh, String auth, @Nullable Instant expiresAt) {}

  private Candidate candidate(BrowserSubscription browser) {
    return new Candidate(
        PushEndpoint.parse(browser.endpoint(), settings.allowedHosts()),
        browser.keys().publicKey(),
        browser.keys().secret(),
        browser.expiresAt());
  }

  private Registration store(UserId user, Candidate candidate) {
    PushSubscription known = stored.lockEndpoint(candidate.endpoint().hash()).orElse(null);
    if (known != null && known.isHeldBy(user)) {
      return new Registration(renew(known, candidate), false);
    }
    PushHolder holder = new PushHolder(user, PushSubscriptionId.random(), now());
    return new Registration(occupy(known, holder, candidate), true);
  }

  /** The browser has another endpoint now and is still the same to its user. */
  private RegisteredPush exchange(PushSubscription mine, Candidate candidate) {
    PushSubscription known = stored.lockEndpoint(candidate.endpoint().hash()).orElse(null);
    stored.delete(mine);
    stored.flush();
    return occupy(known, mine.holder(), candidate);
  }

  /** Gives the endpoint to this holder, whether it has a row already or not. */
  private RegisteredPush occupy(
      @Nullable PushSubscription known, PushHolder holder, Candidate candidate) {
    if (known != null) {
      log.debug("Push subscription {} passes on as {}", known.holder().id(), holder.id());
      known.passTo(holder);
      known.renew(sealed(holder.id(), candidate), now());
      return askForProof(known);
    }
    log.debug("Registering push subscription {} at {}", holder.id(), candidate.endpoint());
    PushSubscription registered =
        stored.saveAndFlush(
            new PushSubscription(
                candidate.endpoint().hash(), holder, sealed(holder.id(), candidate), now()));
    return askForProof(registered);
  }

  /** A browser that comes as it was need not prove itself again. */
  private RegisteredPush renew(PushSubscription subscription, Candidate candidate) {
    PushSubscriptionId id = subscription.holder().id();
    log.debug("Renewing push subscription {} at {}", id, candidate.endpoint());
    if (isUnchanged(subscription, candidate)) {
      subscription.confirm(candidate.expiresAt(), now());
    } else {
      subscription.renew(sealed(id, candidate), now());
    }
    return askForProof(subscription);
  }

  private boolean isUnchanged(PushSubscription subscription, Candidate candidate) {
    PushTarget target = subscription.target();
    return target.vapidKeyId().equals(vapid.keyId())
        && Arrays.equals(target.p256dh(), candidate.p256dh())
        && encryption
            .open(target.auth(), authContext(subscription.holder().id()))
            .equals(candidate.auth())
        && (subscription.isPending() || subscription.isActive());
  }

  /** Pushes a token to the browser, unless one is on its way since a moment ago. */
  private RegisteredPush askForProof(PushSubscription subscription) {
    Duration timeToLive = settings.activationTimeToLive();
    if (subscription.isPending()
        && !subscription.isAskedUntil(now().plus(timeToLive).minus(BETWEEN_TOKENS))) {
      PushToken token = PushToken.fresh();
      subscription.expect(token, now().plus(timeToLive));
      messages.enqueueActivation(subscription.holder().id(), token, timeToLive);
    }
    stored.flush();
    return seen(subscription);
  }

  /** Runs after the commit, so that of several registrations at once the last one sees them all. */
  private void keepNewest(UserId user) {
    stored.byRenewal(user).stream()
        .skip(settings.maxSubscriptionsPerUser())
        .forEach(
            id -> {
              log.debug("Removing push subscription {}: its user has newer ones", id);
              stored.remove(id, user);
            });
  }

  private PushTarget sealed(PushSubscriptionId id, Candidate candidate) {
    PushEndpoint endpoint = candidate.endpoint();
    return new PushTarget(
        endpoint.host(),
        encryption.seal(endpoint.url(), endpointContext(id)),
        candidate.p256dh(),
        encryption.seal(candidate.auth(), authContext(id)),
        candidate.expiresAt(),
        vapid.keyId());
  }

  /** What a sealed endpoint is bound to. */
  static String endpointContext(PushSubscriptionId id) {
    return "push_subscription.endpoint " + id;
  }

  /** What a sealed secret is bound to. */
  static String authContext(PushSubscriptionId id) {
    return "push_subscription.auth " + id;
  }

  private RegisteredPush seen(PushSubscription subscription) {
    return subscription.seen(vapid.keyId(), now());
  }

  /** As exact as every database keeps it, so that an answer says the same now and later. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Runs in a transaction, and again in a fresh one if another request was in the way. */
  private <T> T settled(Supplier<T> work) {
    return contention.invoke(() -> inTransaction(work));
  }

  private <T> T inTransaction(Supplier<T> work) {
    T result = transactions.execute(_ -> work.get());
    if (result == null) {
      throw new IllegalStateException("The work of a transaction gave nothing.");
    }
    return result;
  }

  private static Refused notFound() {
    return new Refused(ErrorCode.NOT_FOUND, "There is no push subscription with this id.");
  }
}
