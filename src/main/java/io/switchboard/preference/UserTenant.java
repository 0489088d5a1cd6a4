package io.switchboard.preference;

import io.switchboard.shared.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The tenant a user belongs to, and who says so. What an operator says stands until he takes it
 * back; of tokens the one that was issued last counts, in whatever order they come.
 *
 * @param claimedAt when the token that names the tenant was issued, {@code null} if an operator
 *     says so
 */
record UserTenant(TenantId tenant, @Nullable Instant claimedAt) {

  /** Whether a token that was issued then and names that tenant has the last word. */
  boolean yieldsTo(TenantId other, Instant issuedAt) {
    if (claimedAt == null) {
      return false;
    }
    // Tokens of the same moment must not take turns.
    int later = issuedAt.compareTo(claimedAt);
    return later > 0 || later == 0 && other.value().compareTo(tenant.value()) > 0;
  }
}
