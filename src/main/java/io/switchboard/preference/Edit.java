package io.switchboard.preference;

import java.util.List;

/** A change to a user's set, which may turn out to change nothing. */
sealed interface Edit {

  /** Whether the set already is as this edit would leave it. */
  boolean isMadeIn(PreferenceSet set);

  /** Makes the edit and returns the choices that differ from before. */
  List<PreferenceChange> makeIn(PreferenceSet set);

  /** All of these choices; others stay. */
  record Choices(List<PreferenceChange> wanted) implements Edit {

    @Override
    public boolean isMadeIn(PreferenceSet set) {
      return set.missing(wanted).isEmpty();
    }

    @Override
    public List<PreferenceChange> makeIn(PreferenceSet set) {
      List<PreferenceChange> missing = set.missing(wanted);
      missing.forEach(set::choose);
      return missing;
    }
  }

  /** These settings instead of all that the channel type had. */
  record Channel(String channelType, ChannelSettings settings) implements Edit {

    @Override
    public boolean isMadeIn(PreferenceSet set) {
      return set.channel(channelType).equals(settings);
    }

    @Override
    public List<PreferenceChange> makeIn(PreferenceSet set) {
      set.configure(channelType, settings);
      return List.of();
    }
  }
}
