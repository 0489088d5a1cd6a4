package io.switchboard.preference;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What the platform and tenants say about cells: the rows of the configuration, and before them
 * those that operators made.
 */
@Repository
class RulingStore {

  /** Stands for the platform where a tenant is named. */
  static final String PLATFORM = "";

  private final PreferenceSettings settings;
  private final JdbcClient jdbc;

  RulingStore(PreferenceSettings settings, JdbcClient jdbc) {
    this.settings = settings;
    this.jdbc = jdbc;
  }

  /** Everything the platform or that tenant says. */
  Rulings of(String tenant) {
    return of(Set.of(tenant)).getOrDefault(tenant, Rulings.NONE);
  }

  /** Per tenant everything it says; {@link #PLATFORM} may be among them. */
  Map<String, Rulings> of(Collection<String> tenants) {
    Map<String, Map<Cell, Ruling>> rows = new HashMap<>();
    tenants.forEach(tenant -> rows.put(tenant, new HashMap<>(settings.rulings(tenant).rows())));
    if (!tenants.isEmpty()) {
      jdbc.sql(
              "select tenant, policy_type, channel_type, setting from preference_policy"
                  + " where tenant in (:tenants)")
          .param("tenants", tenants)
          .query(
              row -> {
                rows.computeIfAbsent(row.getString(1), _ -> new HashMap<>())
                    .put(
                        new Cell(row.getString(2), row.getString(3)),
                        Ruling.valueOf(row.getString(4)));
              });
    }
    Map<String, Rulings> rulings = new HashMap<>();
    rows.forEach((tenant, cells) -> rulings.put(tenant, new Rulings(cells)));
    return rulings;
  }

  /** The platform and every tenant that says anything. */
  Set<String> tenants() {
    Set<String> tenants = new TreeSet<>(Set.of(PLATFORM));
    settings.policies().forEach(policy -> tenants.add(policy.tenant()));
    tenants.addAll(
        jdbc.sql("select distinct tenant from preference_policy").query(String.class).list());
    return tenants;
  }

  /** Makes the operator's row about the cell, or takes it back if it inherits. */
  void put(String tenant, Cell cell, Ruling ruling) {
    jdbc.sql(
            "delete from preference_policy"
                + " where tenant = ? and policy_type = ? and channel_type = ?")
        .params(tenant, cell.policyType(), cell.channelType())
        .update();
    if (ruling != Ruling.INHERIT) {
      jdbc.sql(
              "insert into preference_policy (tenant, policy_type, channel_type, setting)"
                  + " values (?, ?, ?, ?)")
          .params(tenant, cell.policyType(), cell.channelType(), ruling.name())
          .update();
    }
  }
}
