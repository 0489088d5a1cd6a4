package io.switchboard.preference;

import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which tenant each user belongs to; at most one. */
@Repository
class Tenants {

  private final JdbcClient jdbc;

  Tenants(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<TenantId> of(UserId user) {
    return jdbc.sql("select tenant from user_tenant where user_id = ?")
        .param(user.value())
        .query(String.class)
        .optional()
        .map(TenantId::new);
  }

  /** Per user the tenant; users without one are absent. */
  Map<UserId, String> of(Collection<UserId> users) {
    Map<UserId, String> tenants = new HashMap<>();
    jdbc.sql("select user_id, tenant from user_tenant where user_id in (:users)")
        .param("users", users.stream().map(UserId::value).toList())
        .query(
            row -> {
              tenants.put(new UserId(row.getString(1)), row.getString(2));
            });
    return tenants;
  }

  /** Takes the user's row, if there is one, to the end of the transaction. */
  Optional<UserTenant> lock(UserId user) {
    return jdbc.sql("select tenant, claimed_at from user_tenant where user_id = ? for update")
        .param(user.value())
        .query(
            (row, _) -> {
              Timestamp claimed = row.getTimestamp(2);
              return new UserTenant(
                  new TenantId(row.getString(1)), claimed == null ? null : claimed.toInstant());
            })
        .optional();
  }

  /**
   * @throws org.springframework.dao.DuplicateKeyException if another transaction was first
   */
  void put(UserId user, UserTenant tenant) {
    remove(user);
    Instant claimed = tenant.claimedAt();
    jdbc.sql("insert into user_tenant (user_id, tenant, claimed_at) values (?, ?, ?)")
        .params(user.value(), tenant.tenant().value())
        .param(claimed == null ? null : Timestamp.from(claimed))
        .update();
  }

  /** The user belongs to none. */
  void remove(UserId user) {
    jdbc.sql("delete from user_tenant where user_id = ?").param(user.value()).update();
  }
}
