package io.switchboard.preference;

import io.switchboard.preference.Ledger.Origin;
import io.switchboard.security.Caller;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Decides who belongs to which tenant: what an operator says, and where none did, what the user's
 * token says that was issued last. Each change of tenant appends to the ledger in its transaction.
 */
@Component
class Memberships {

  private static final Cell EVERYTHING = new Cell(Cell.ANY, Cell.ANY);

  private final Tenants tenants;
  private final Erasures erasures;
  private final Ledger ledger;
  private final TransactionTemplate transaction;

  Memberships(
      Tenants tenants, Erasures erasures, Ledger ledger, PlatformTransactionManager transactions) {
    this.tenants = tenants;
    this.erasures = erasures;
    this.ledger = ledger;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * An operator says where the user belongs, whatever tokens name.
   *
   * @param tenant {@code null} to take that back, so that tokens count again
   */
  void assign(UserId user, @Nullable TenantId tenant, Origin origin) {
    retried(
        () -> {
          TenantId before = tenants.lock(user).map(UserTenant::tenant).orElse(null);
          if (tenant == null) {
            tenants.remove(user);
          } else {
            tenants.put(user, new UserTenant(tenant, null));
          }
          record(user, before, tenant, origin);
        });
  }

  /**
   * Remembers the tenant that the token names, in a transaction of its own. Nothing is learnt about
   * a user whose data was erased and who has not come back: tokens live on for a while.
   */
  void learn(Caller caller) {
    retried(() -> learnNow(caller));
  }

  /**
   * The same within the caller's transaction.
   *
   * @throws DuplicateKeyException if another transaction was first
   */
  void learnNow(Caller caller) {
    TenantId tenant = caller.tenant();
    if (tenant == null) {
      return;
    }
    UserId user = caller.user();
    Optional<UserTenant> before = tenants.lock(user);
    if (before.isPresent() && !before.get().yieldsTo(tenant, issuedAt(caller))
        || !erasures.among(Set.of(user)).isEmpty()) {
      return;
    }
    tenants.put(user, new UserTenant(tenant, issuedAt(caller)));
    record(
        user,
        before.map(UserTenant::tenant).orElse(null),
        tenant,
        new Origin(user.value(), ChangeSource.TOKEN));
  }

  /** When the token was issued; issuers that do not say it say when it ends. */
  static Instant issuedAt(Caller caller) {
    return Objects.requireNonNullElse(caller.issuedAt(), caller.expiresAt());
  }

  private void retried(Runnable change) {
    try {
      transaction.executeWithoutResult(_ -> change.run());
    } catch (DuplicateKeyException _) {
      // Another transaction made the row meanwhile; now it is there to be locked.
      transaction.executeWithoutResult(_ -> change.run());
    }
  }

  private void record(
      UserId user, @Nullable TenantId before, @Nullable TenantId after, Origin origin) {
    if (!Objects.equals(before, after)) {
      ledger.append(
          user,
          origin,
          List.of(new Change(EVERYTHING, Change.TENANT, value(before), value(after))));
    }
  }

  private static @Nullable String value(@Nullable TenantId tenant) {
    return tenant == null ? null : tenant.value();
  }
}
