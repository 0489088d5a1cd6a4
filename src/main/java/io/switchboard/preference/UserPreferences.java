package io.switchboard.preference;

import java.util.Map;

/**
 * Everything the rule needs to know about one user.
 *
 * @param choices the user's rows; those about many cells count as mutes only
 * @param modes how what is sent comes, where it is not {@link CellMode#PLAIN}
 * @param channels the settings of channel types, where there are any
 * @param suppressions per channel type what is wrong with the address, where something is
 * @param erased whether the user's data was erased, and he has not come back
 */
record UserPreferences(
    Map<Cell, PolicySetting> choices,
    Map<Cell, CellMode> modes,
    Map<String, ChannelSettings> channels,
    Map<String, Suppression> suppressions,
    boolean erased) {

  /** A user who has never been here. */
  static final UserPreferences NONE =
      new UserPreferences(Map.of(), Map.of(), Map.of(), Map.of(), false);

  /** A user whose data was erased. */
  static final UserPreferences ERASED = NONE.asErased();

  UserPreferences {
    choices = Map.copyOf(choices);
    modes = Map.copyOf(modes);
    channels = Map.copyOf(channels);
    suppressions = Map.copyOf(suppressions);
  }

  /** The same of a user whose data was erased. */
  UserPreferences asErased() {
    return new UserPreferences(choices, modes, channels, suppressions, true);
  }

  CellMode mode(Cell cell) {
    return modes.getOrDefault(cell, CellMode.PLAIN);
  }

  ChannelSettings channel(String channelType) {
    return channels.getOrDefault(channelType, ChannelSettings.NONE);
  }
}
