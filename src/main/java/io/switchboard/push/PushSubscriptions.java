package io.switchboard.push;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Rate;
import io.switchboard.shared.RateLimit;
import io.switchboard.shared.Refused;
import io.switchboard.shared.UserId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keeps users' push subscriptions. An endpoint is one browser, and belongs to one user: to whoever
 * registered it last, if he has the keys of the browser, and nothing addressed to the former owner
 * follows it. Who comes with other keys only claims it: his row stands beside the other until one
 * of the two browsers has proved itself, and then that is the only one. Each that is new, or has
 * other keys than before, is pending until its browser has sent back a token that was pushed to it.
 */
@Component
class PushSubscriptions {

  private static final Logger log = LoggerFactory.getLogger(PushSubscriptions.class);

  private final PushSubscriptionRepository stored;
  private final EndedPushes ended;
  private final PushSeals seals;
  private final PushProofs proofs;
  private final PushQueue queue;
  private final PushMessages messages;
  private final PushTransactions transactions;
  private final String vapidKeyId;
  private final int mostPerUser;
  private final Clock clock;

  /** As many at once as a user may keep by default, and some more. */
  private final RateLimit<UserId> registrations = new RateLimit<>(new Rate(1, 30));

  PushSubscriptions(
      PushSubscriptionRepository stored,
      EndedPushes ended,
      PushSeals seals,
      PushProofs proofs,
      PushQueue queue,
      PushMessages messages,
      PushTransactions transactions,
      Vapid vapid,
      PushSettings settings,
      Clock clock) {
    this.stored = stored;
    this.ended = ended;
    this.seals = seals;
    this.proofs = proofs;
    this.queue = queue;
    this.messages = messages;
    this.transactions = transactions;
    this.vapidKeyId = vapid.keyId();
    this.mostPerUser = settings.maxSubscriptionsPerUser();
    this.clock = clock;
  }

  /**
   * Stores what a browser gave, or renews what is stored.
   *
   * @throws Refused {@link ErrorCode#ENDPOINT_NOT_ALLOWED}, {@link ErrorCode#INVALID_VALUE} or
   *     {@link ErrorCode#LIMIT_EXCEEDED}
   */
  Registration register(UserId user, BrowserSubscription browser) {
    PushCandidate candidate = counted(user, browser);
    Registration registration = transactions.settled(() -> store(user, candidate));
    if (registration.isNew()) {
      keepNewest(user);
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
    PushCandidate candidate = counted(user, browser);
    return transactions
        .settled(
            () ->
                stored
                    .lock(id)
                    .filter(it -> it.isHeldBy(user))
                    .map(mine -> renew(mine, claims(candidate), candidate)))
        .orElseThrow(PushSubscriptions::notFound);
  }

  /**
   * The same for whoever has the secret that was given to the subscription's browser, even after
   * the push service has ended it. The secret is good until the browser has proved itself and has
   * the next one; if another user has registered that browser since, it is his, and the secret is
   * used up.
   *
   * @return empty if there is none of that id, the secret is another, or the browser another user's
   * @throws Refused as {@link #register}
   */
  Optional<RegisteredPush> replace(
      PushSubscriptionId id, PushToken renewal, BrowserSubscription browser) {
    PushCandidate candidate = seals.candidate(browser);
    return transactions.settled(
        () ->
            stored
                .lock(id)
                .filter(mine -> mine.isRenewedBy(renewal))
                .map(mine -> renewByWorker(mine, candidate))
                .orElseGet(
                    () ->
                        ended
                            .takeBack(id, renewal)
                            .flatMap(holder -> restore(id, holder, renewal, candidate))));
  }

  /**
   * The browser sends back the token that was pushed to it, and what has waited for that is due.
   * Others who claimed its endpoint lose it. The same token may come again, in case the answer was
   * lost.
   *
   * @param next the secret that the browser's worker may use from now on
   * @return empty if there is none of that id, or the token is wrong or too old
   */
  Optional<RegisteredPush> activate(PushSubscriptionId id, PushToken token, PushToken next) {
    return transactions.settled(
        () ->
            stored
                .endpointHash(id)
                .flatMap(hash -> activate(stored.lockEndpoint(hash), id, token, next)));
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
    boolean removed =
        transactions.settled(
            () -> {
              ended.forget(user, id);
              return drop(user, id);
            });
    if (!removed) {
      throw notFound();
    }
  }

  /**
   * @param isNew whether the user did not have this endpoint before
   */
  record Registration(RegisteredPush subscription, boolean isNew) {}

  private PushCandidate counted(UserId user, BrowserSubscription browser) {
    count(user);
    return seals.candidate(browser);
  }

  private void count(UserId user) {
    registrations.count(user, "registrations of push subscriptions");
  }

  private Registration store(UserId user, PushCandidate candidate) {
    List<PushSubscription> claims = claims(candidate);
    PushSubscription mine =
        claims.stream().filter(claim -> claim.isHeldBy(user)).findFirst().orElse(null);
    if (mine != null) {
      return new Registration(renew(mine, claims, candidate), false);
    }
    PushSubscriptionId id = PushSubscriptionId.random();
    return new Registration(add(id, new PushHolder(user, now()), claims, candidate), true);
  }

  private RegisteredPush add(
      PushSubscriptionId id,
      PushHolder holder,
      List<PushSubscription> claims,
      PushCandidate candidate) {
    log.debug("Registering push subscription {} at {}", id, candidate.endpoint());
    makeRoom(id, holder.user(), claims, candidate);
    return proved(
        stored.saveAndFlush(
            new PushSubscription(
                id, candidate.endpoint().hash(), holder, seals.sealed(id, candidate), now())));
  }

  /** Locks what there is for that endpoint, once, since others could come in between. */
  private List<PushSubscription> claims(PushCandidate candidate) {
    return stored.lockEndpoint(candidate.endpoint().hash());
  }

  /** A worker's secret says nothing about who uses the browser now. */
  private Optional<RegisteredPush> renewByWorker(PushSubscription mine, PushCandidate candidate) {
    count(mine.holder().user());
    List<PushSubscription> claims = claims(candidate);
    if (isTaken(mine.holder().user(), claims, candidate)) {
      mine.forgetRenewal();
      return Optional.empty();
    }
    return Optional.of(renew(mine, claims, candidate));
  }

  /** Its push service ended it, and its browser came with another endpoint nevertheless. */
  private Optional<RegisteredPush> restore(
      PushSubscriptionId id, PushHolder holder, PushToken renewal, PushCandidate candidate) {
    List<PushSubscription> claims = claims(candidate);
    if (isTaken(holder.user(), claims, candidate)) {
      return Optional.empty();
    }
    RegisteredPush restored = add(id, holder, claims, candidate);
    stored.lock(id).ifPresent(back -> back.countAsProvedBefore(renewal));
    keepNewest(holder.user());
    return Optional.of(restored);
  }

  /** Whether another user has registered this very browser. */
  private boolean isTaken(UserId user, List<PushSubscription> claims, PushCandidate candidate) {
    return claims.stream()
        .anyMatch(claim -> !claim.isHeldBy(user) && seals.isSameBrowser(claim, candidate));
  }

  /** A browser that comes as it was need not prove itself again. */
  private RegisteredPush renew(
      PushSubscription mine, List<PushSubscription> claims, PushCandidate candidate) {
    log.debug("Renewing push subscription {} at {}", mine.id(), candidate.endpoint());
    if (seals.isUnchanged(mine, candidate)) {
      mine.confirm(candidate.expiresAt(), now());
    } else {
      makeRoom(mine.id(), mine.holder().user(), claims, candidate);
      mine.renew(candidate.endpoint().hash(), seals.sealed(mine.id(), candidate), now());
    }
    return proved(mine);
  }

  /** Removes what is the same browser under another id, and the user's own claims on it. */
  private void makeRoom(
      PushSubscriptionId id, UserId user, List<PushSubscription> claims, PushCandidate candidate) {
    for (PushSubscription claim : claims) {
      if (!claim.id().equals(id)
          && (claim.isHeldBy(user) || seals.isSameBrowser(claim, candidate))) {
        log.debug("Push subscription {} passes on as {}", claim.id(), id);
        drop(claim);
      }
    }
    stored.flush();
  }

  private Optional<RegisteredPush> activate(
      List<PushSubscription> claims, PushSubscriptionId id, PushToken token, PushToken next) {
    for (PushSubscription claim : claims) {
      if (claim.id().equals(id) && claim.activate(token, next, clock.instant())) {
        claims.stream().filter(other -> other != claim).forEach(this::drop);
        stored.flush();
        messages.release(id);
        return Optional.of(seen(claim));
      }
    }
    return Optional.empty();
  }

  /** The queue reads from the database where the browser is now. */
  private RegisteredPush proved(PushSubscription subscription) {
    stored.flush();
    proofs.ask(subscription);
    stored.flush();
    return seen(subscription);
  }

  /** After a commit, of several registrations at once the last one sees them all. */
  private void keepNewest(UserId user) {
    transactions.once(
        () -> {
          List<PushSubscriptionId> old = stored.byRenewal(user).stream().skip(mostPerUser).toList();
          for (PushSubscriptionId id : old) {
            log.debug("Removing push subscription {}: its user has newer ones", id);
            drop(user, id);
          }
          return old;
        });
  }

  /** With what waits for it; senders, too, take the subscription before its messages. */
  private void drop(PushSubscription claim) {
    stored.delete(claim);
    stored.flush();
    queue.forget(claim.id());
  }

  /**
   * @return whether the user had it
   */
  private boolean drop(UserId user, PushSubscriptionId id) {
    boolean removed = stored.remove(id, user) > 0;
    if (removed) {
      queue.forget(id);
    }
    return removed;
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
    return subscription.seen(vapidKeyId, now());
  }

  /** As exact as every database keeps it, so that an answer says the same now and later. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static Refused notFound() {
    return new Refused(ErrorCode.NOT_FOUND, "There is no push subscription with this id.");
  }
}
