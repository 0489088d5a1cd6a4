package io.switchboard.preference;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
  record Channel(String channelType, ChannelSettings settings, UnaryOperator<String> fingerprint)
      implements Edit {

    @Override
    public boolean isMadeIn(PreferenceSet set) {
      return set.channel(channelType).equals(settings);
    }

    @Override
    public List<PreferenceChange> makeIn(PreferenceSet set) {
      set.configure(channelType, settings, fingerprint);
      return List.of();
    }
  }

  /** How what is sent in these cells comes; other cells stay. */
  record Modes(Map<Cell, ModeChange> wanted) implements Edit {

    @Override
    public boolean isMadeIn(PreferenceSet set) {
      return wanted.entrySet().stream()
          .allMatch(
              entry -> {
                CellMode current = set.mode(entry.getKey());
                return entry.getValue().appliedTo(current).equals(current);
              });
    }

    @Override
    public List<PreferenceChange> makeIn(PreferenceSet set) {
      wanted.forEach((cell, change) -> set.deliver(cell, change.appliedTo(set.mode(cell))));
      return List.of();
    }
  }

  /**
   * @param digest {@code null} leaves it
   * @param unseenMinutes {@code null} leaves it
   */
  record ModeChange(@Nullable Boolean digest, @Nullable Integer unseenMinutes) {

    CellMode appliedTo(CellMode mode) {
      return new CellMode(
          digest == null ? mode.digest() : digest,
          unseenMinutes == null ? mode.unseenMinutes() : unseenMinutes);
    }
  }

  /**
   * What is wrong with the user's address of that channel type.
   *
   * @param reason {@code null} if nothing is, neither with those that he gave up
   */
  record Suppress(String channelType, @Nullable Suppression reason) implements Edit {

    @Override
    public boolean isMadeIn(PreferenceSet set) {
      return reason == null ? !set.holds(channelType) : set.suppression(channelType) == reason;
    }

    @Override
    public List<PreferenceChange> makeIn(PreferenceSet set) {
      if (reason == null) {
        set.release(channelType);
      } else {
        set.suppress(channelType, reason);
      }
      return List.of();
    }
  }

  /** What is wrong with that address, whether the user has it now or not. */
  record Hold(
      String channelType, String address, Suppression reason, UnaryOperator<String> fingerprint)
      implements Edit {

    @Override
    public boolean isMadeIn(PreferenceSet set) {
      return set.suppression(channelType, address, fingerprint) == reason;
    }

    @Override
    public List<PreferenceChange> makeIn(PreferenceSet set) {
      set.hold(channelType, address, reason, fingerprint);
      return List.of();
    }
  }

  /** Both, in one version. */
  record Both(Edit first, Edit second) implements Edit {

    @Override
    public boolean isMadeIn(PreferenceSet set) {
      return first.isMadeIn(set) && second.isMadeIn(set);
    }

    @Override
    public List<PreferenceChange> makeIn(PreferenceSet set) {
      return Stream.of(first, second).flatMap(edit -> edit.makeIn(set).stream()).toList();
    }
  }
}
