package io.switchboard.preference;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one user wants on one channel type, or with {@code *} on all, as sets of policy types: the
 * compiled form that SQL can join on. Each policy type has one bit for ever, so that a new type
 * needs no rewriting; without a row there is no choice.
 *
 * @param muted what the user's rows with {@code *} mute
 * @param enabled what the user switched on
 * @param disabled what the user switched off
 * @param waiting what may have to wait: quiet hours, digests, only if unseen
 * @param addressed whether the user named an address
 * @param suppressed what is wrong with the address, {@code null} if nothing is
 */
record UserMask(
    long muted,
    long enabled,
    long disabled,
    long waiting,
    boolean addressed,
    @Nullable Suppression suppressed) {

  /** Every policy type there is or may be. */
  static final long ALL = Long.MAX_VALUE;

  /**
   * @param bits the number of every policy type's bit, 0 to 62
   * @return per channel type or {@code *}; those about which the user said nothing are absent
   */
  static Map<String, UserMask> compile(UserPreferences user, Map<String, Integer> bits) {
    TreeSet<String> channelTypes = new TreeSet<>(user.suppressions().keySet());
    user.choices().keySet().forEach(cell -> channelTypes.add(cell.channelType()));
    user.modes().keySet().forEach(cell -> channelTypes.add(cell.channelType()));
    user.channels()
        .forEach(
            (channelType, settings) -> {
              if (settings.quietHours() != null || settings.address() != null) {
                channelTypes.add(channelType);
              }
            });
    Map<String, UserMask> masks = new HashMap<>();
    channelTypes.forEach(type -> masks.put(type, compile(user, type, bits)));
    return masks;
  }

  private static UserMask compile(
      UserPreferences user, String channelType, Map<String, Integer> bits) {
    long muted = 0;
    long enabled = 0;
    long disabled = 0;
    for (var row : user.choices().entrySet()) {
      Cell cell = row.getKey();
      if (cell.channelType().equals(channelType)) {
        boolean on = row.getValue() == PolicySetting.ENABLED;
        muted |= cell.isBroad() && !on ? bit(cell.policyType(), bits) : 0;
        enabled |= !cell.isBroad() && on ? bit(cell.policyType(), bits) : 0;
        disabled |= !cell.isBroad() && !on ? bit(cell.policyType(), bits) : 0;
      }
    }
    ChannelSettings settings = user.channel(channelType);
    long waiting = settings.quietHours() == null ? 0 : ALL;
    for (Cell cell : user.modes().keySet()) {
      waiting |= cell.channelType().equals(channelType) ? bit(cell.policyType(), bits) : 0;
    }
    return new UserMask(
        muted,
        enabled,
        disabled,
        waiting,
        settings.address() != null,
        user.suppressions().get(channelType));
  }

  private static long bit(String policyType, Map<String, Integer> bits) {
    if (policyType.equals(Cell.ANY)) {
      return ALL;
    }
    Integer bit = bits.get(policyType);
    if (bit == null) {
      throw new IllegalStateException("The policy type " + policyType + " has no bit");
    }
    return 1L << bit;
  }
}
