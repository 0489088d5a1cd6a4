package io.switchboard.preference;

import io.switchboard.preference.Ledger.Origin;
import io.switchboard.security.Caller;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.Snapshots;
import io.switchboard.shared.UserId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads and changes users' preferences. A write takes the user's set, compares its version with the
 * precondition, changes it, compiles it, appends to the ledger and commits, all or nothing; then it
 * publishes {@link PreferencesChanged}. A write that changes nothing keeps the version and
 * publishes nothing.
 */
@Component
class Preferences {

  private static final Logger log = LoggerFactory.getLogger(Preferences.class);

  /**
   * A set that exists is locked, so only a user's very first writes can collide, and the loser
   * finds the set at its second attempt.
   */
  private static final int ATTEMPTS = 4;

  private final PreferenceSets sets;
  private final Rules rules;
  private final MaskStore masks;
  private final Ledger ledger;
  private final Erasures erasures;
  private final Memberships memberships;
  private final ApplicationEventPublisher events;
  private final TransactionTemplate reading;
  private final TransactionTemplate writing;

  Preferences(
      PreferenceSets sets,
      Rules rules,
      MaskStore masks,
      Ledger ledger,
      Erasures erasures,
      Memberships memberships,
      ApplicationEventPublisher events,
      PlatformTransactionManager transactions) {
    this.sets = sets;
    this.rules = rules;
    this.masks = masks;
    this.ledger = ledger;
    this.erasures = erasures;
    this.memberships = memberships;
    this.events = events;
    this.reading = Snapshots.reading(transactions);
    this.writing = new TransactionTemplate(transactions);
  }

  Current read(UserId user) {
    return reading.execute(_ -> read(sets.find(user).orElseGet(() -> new PreferenceSet(user))));
  }

  /**
   * The user's own change. One whose data was erased comes back by it, into the tenant that his
   * token names.
   *
   * @return what is stored now
   * @throws Refused as {@link #write(UserId, Origin, IfMatch, Edit)}
   */
  Current write(Caller caller, ChangeSource source, IfMatch condition, Edit edit) {
    Origin origin = new Origin(caller.user().value(), source);
    return write(new Writer(caller.user(), origin, caller), condition, edit);
  }

  /**
   * What others, or the service, change for the user.
   *
   * @return what is stored now
   * @throws Refused {@link ErrorCode#STALE_VERSION} if the precondition is not met, {@link
   *     ErrorCode#CONFLICT} if too many others wrote at the same time
   */
  Current write(UserId user, Origin origin, IfMatch condition, Edit edit) {
    return write(new Writer(user, origin, null), condition, edit);
  }

  private Current write(Writer writer, IfMatch condition, Edit edit) {
    Written written = retried(writer, condition, edit);
    if (written.news() != null) {
      publish(written.news());
    }
    return written.current();
  }

  private Written retried(Writer writer, IfMatch condition, Edit edit) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        return writing.execute(_ -> attempt(writer, condition, edit));
      } catch (DataIntegrityViolationException | OptimisticLockingFailureException collision) {
        log.debug(
            "Attempt {} to change preferences of {} collided", attempt, writer.user(), collision);
      }
    }
    throw new Refused(
        ErrorCode.CONFLICT, "Others changed the preferences at the same time; send it again.");
  }

  private Written attempt(Writer writer, IfMatch condition, Edit edit) {
    UserId user = writer.user();
    Optional<PreferenceSet> stored = sets.lock(user);
    PreferenceSet before = stored.orElseGet(() -> new PreferenceSet(user));
    PreferenceRule rule = rules.of(user, before.content());
    condition.require(tag(before, rule));
    if (edit.isMadeIn(before)) {
      return new Written(current(before, rule), null);
    }
    PreferenceSet set = stored.orElseGet(() -> sets.start(user));
    UserPreferences old = set.content();
    var changes = edit.makeIn(set);
    sets.flush();
    UserPreferences now = set.content();
    masks.write(user, now);
    ledger.append(user, writer.origin(), Change.between(old, now));
    PreferenceRule then = comesBack(writer) ? rules.of(user, now) : rule.with(now);
    return new Written(current(set, then), new PreferencesChanged(user, set.version(), changes));
  }

  /** Tokens were not believed while the user was away, and the next request may be another's. */
  private boolean comesBack(Writer writer) {
    Caller caller = writer.caller();
    if (caller == null || !erasures.recordReturn(writer.user())) {
      return false;
    }
    memberships.learnNow(caller);
    return true;
  }

  /** The change is committed: a listener that fails must not make its answer an error. */
  private void publish(PreferencesChanged news) {
    try {
      events.publishEvent(news);
    } catch (RuntimeException failure) {
      log.warn(
          "Version {} of the preferences of {} is stored, but a listener failed",
          news.version(),
          news.user(),
          failure);
    }
  }

  private Current read(PreferenceSet set) {
    return current(set, rules.of(set.user(), set.content()));
  }

  private static Current current(PreferenceSet set, PreferenceRule rule) {
    return new Current(tag(set, rule), PreferenceOverview.of(rule));
  }

  // The overview also shows what others say, so the tag must change with it.
  private static String tag(PreferenceSet set, PreferenceRule rule) {
    return "\"" + set.version() + "-" + rule.fingerprint() + "\"";
  }

  /**
   * @param tag the strong entity tag, with its quotes
   */
  record Current(String tag, PreferenceOverview overview) {}

  /**
   * @param caller the user himself, {@code null} if it is somebody else who writes
   */
  private record Writer(UserId user, Origin origin, @Nullable Caller caller) {}

  private record Written(Current current, @Nullable PreferencesChanged news) {}
}
