package io.switchboard.preference;

import io.switchboard.preference.Ledger.Origin;
import io.switchboard.security.Caller;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Remembers the tenant that a user's token names, so that it is known when the user is away. The
 * database is asked once for each user and tenant, until others push them out of memory.
 */
@Component
class TenantClaims {

  private static final Logger log = LoggerFactory.getLogger(TenantClaims.class);
  private static final int REMEMBERED = 10_000;

  private final Administration administration;
  private final Map<UserId, TenantId> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UserId, TenantId> eldest) {
              return size() > REMEMBERED;
            }
          });

  TenantClaims(Administration administration) {
    this.administration = administration;
  }

  /** Whether the token names a tenant that was not remembered lately. Does not block. */
  boolean isNews(Caller caller) {
    TenantId tenant = caller.tenant();
    return tenant != null && !tenant.equals(known.get(caller.user()));
  }

  /**
   * Remembers what the token names. May block, and never fails: the next time is another chance.
   */
  void remember(Caller caller) {
    TenantId tenant = caller.tenant();
    if (tenant == null || !isNews(caller)) {
      return;
    }
    try {
      administration.assign(
          caller.user(), tenant, new Origin(caller.user().value(), ChangeSource.TOKEN));
      known.put(caller.user(), tenant);
    } catch (DataAccessException | TransactionException unavailable) {
      log.debug("The tenant of {} is remembered later", caller.user(), unavailable);
    }
  }
}
