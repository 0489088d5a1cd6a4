package io.switchboard.preference;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.switchboard.preference.Ledger.Origin;
import io.switchboard.security.Caller;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Remembers the tenant that a user's token names, so that it is known when the user is away. The
 * database is asked about the same user and tenant every ten minutes at most, unless too many
 * others come between.
 */
@Component
class TenantClaims {

  private static final Logger log = LoggerFactory.getLogger(TenantClaims.class);
  private static final int REMEMBERED = 10_000;

  /** Another node may have erased the user meanwhile. */
  private static final Duration TRUSTED = Duration.ofMinutes(10);

  private final Administration administration;
  private final Erasures erasures;
  private final Cache<UserId, TenantId> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(TRUSTED).build();

  TenantClaims(Administration administration, Erasures erasures) {
    this.administration = administration;
    this.erasures = erasures;
  }

  /** Whether the token names a tenant that was not remembered lately. Does not block. */
  boolean isNews(Caller caller) {
    TenantId tenant = caller.tenant();
    return tenant != null && !tenant.equals(known.getIfPresent(caller.user()));
  }

  /** Forgets what is in memory. */
  void forget(UserId user) {
    known.invalidate(user);
  }

  /**
   * Remembers what the token names, unless the user was erased and has not come back: tokens live
   * on for a while. May block, and never fails: the next time is another chance.
   */
  void remember(Caller caller) {
    TenantId tenant = caller.tenant();
    if (tenant == null || !isNews(caller)) {
      return;
    }
    try {
      if (!erasures.among(Set.of(caller.user())).isEmpty()) {
        return;
      }
      administration.assign(
          caller.user(), tenant, new Origin(caller.user().value(), ChangeSource.TOKEN));
      known.put(caller.user(), tenant);
    } catch (DataAccessException | TransactionException unavailable) {
      log.debug("The tenant of {} is remembered later", caller.user(), unavailable);
    }
  }
}
