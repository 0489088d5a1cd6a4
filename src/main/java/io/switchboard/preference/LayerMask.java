package io.switchboard.preference;

import java.util.Map;

/**
 * What the operator says about one channel type to the users of one tenant, or to those of none, as
 * sets of policy types. Platform, tenant and classes are folded into one.
 *
 * @param forbidden never sent
 * @param required always sent
 * @param byTenant where the tenant has a default
 * @param byPlatform where it has none and the platform has one
 * @param enabled what these defaults, or else the classes, switch on
 */
record LayerMask(long forbidden, long required, long byTenant, long byPlatform, long enabled) {

  private static final LayerMask NONE = new LayerMask(0, 0, 0, 0, 0);

  /**
   * @param rule of a user who said nothing
   * @param bits the number of every policy type's bit, 0 to 62
   */
  static LayerMask compile(PreferenceRule rule, String channelType, Map<String, Integer> bits) {
    LayerMask mask = NONE;
    for (var bit : bits.entrySet()) {
      mask = mask.with(rule.stated(new Cell(bit.getKey(), channelType)), 1L << bit.getValue());
    }
    return mask;
  }

  private LayerMask with(Decision decision, long bit) {
    boolean tenant = decision.layer() == Layer.TENANT;
    boolean platform = decision.layer() == Layer.PLATFORM;
    long on = decision.sends() ? bit : 0;
    return switch (decision.reason()) {
      case FORBIDDEN -> new LayerMask(forbidden | bit, required, byTenant, byPlatform, enabled);
      case REQUIRED -> new LayerMask(forbidden, required | bit, byTenant, byPlatform, enabled);
      default ->
          new LayerMask(
              forbidden,
              required,
              byTenant | (tenant ? bit : 0),
              byPlatform | (platform ? bit : 0),
              enabled | on);
    };
  }
}
