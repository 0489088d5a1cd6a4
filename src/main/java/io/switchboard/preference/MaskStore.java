package io.switchboard.preference;

import io.switchboard.shared.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * The compiled form of users and layers. Whoever writes holds the user's set, or for layers {@link
 * OperatorLock}.
 */
@Repository
class MaskStore {

  private final JdbcTemplate jdbc;
  private final Bits bits;

  MaskStore(JdbcTemplate jdbc, Bits bits) {
    this.jdbc = jdbc;
    this.bits = bits;
  }

  /** Replaces what is compiled of that user. */
  void write(UserId user, UserPreferences preferences) {
    List<String> named =
        Stream.concat(
                preferences.choices().keySet().stream(), preferences.modes().keySet().stream())
            .map(Cell::policyType)
            .filter(type -> !type.equals(Cell.ANY))
            .distinct()
            .toList();
    List<Object[]> rows = new ArrayList<>();
    UserMask.compile(preferences, bits.name(named))
        .forEach(
            (channelType, mask) ->
                rows.add(
                    new Object[] {
                      user.value(),
                      channelType,
                      mask.muted(),
                      mask.enabled(),
                      mask.disabled(),
                      mask.waiting(),
                      mask.addressed(),
                      mask.suppressed() == null ? null : mask.suppressed().word()
                    }));
    erase(user);
    jdbc.batchUpdate(
        "insert into preference_mask"
            + " (user_id, channel_type, muted, enabled, disabled, waiting, addressed,"
            + " suppressed) values (?, ?, ?, ?, ?, ?, ?, ?)",
        rows);
  }

  /** Forgets what is compiled of that user. */
  void erase(UserId user) {
    jdbc.update("delete from preference_mask where user_id = ?", user.value());
  }

  /** Replaces what is compiled of these tenants, per channel type. */
  void write(Collection<String> tenants, Map<String, Map<String, LayerMask>> layers) {
    List<Object[]> rows = new ArrayList<>();
    layers.forEach(
        (tenant, masks) ->
            masks.forEach(
                (channelType, mask) ->
                    rows.add(
                        new Object[] {
                          tenant,
                          channelType,
                          mask.forbidden(),
                          mask.required(),
                          mask.byTenant(),
                          mask.byPlatform(),
                          mask.enabled()
                        })));
    jdbc.batchUpdate(
        "delete from preference_layer where tenant = ?",
        tenants.stream().map(tenant -> new Object[] {tenant}).toList());
    jdbc.batchUpdate(
        "insert into preference_layer"
            + " (tenant, channel_type, forbidden, required, by_tenant, by_platform, enabled)"
            + " values (?, ?, ?, ?, ?, ?, ?)",
        rows);
  }
}
