package io.switchboard.preference;

import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which tenant a user was last known to belong to; at most one. */
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

  /**
   * @param tenant {@code null} if the user belongs to none
   * @throws org.springframework.dao.DuplicateKeyException if another transaction was first
   */
  void assign(UserId user, @Nullable TenantId tenant) {
    jdbc.sql("delete from user_tenant where user_id = ?").param(user.value()).update();
    if (tenant != null) {
      jdbc.sql("insert into user_tenant (user_id, tenant) values (?, ?)")
          .params(user.value(), tenant.value())
          .update();
    }
  }
}
