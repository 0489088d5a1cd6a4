package io.switchboard.preference;

import io.switchboard.shared.UserId;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything one user chose, under one version. It starts empty at version 0, and each committed
 * change moves the version up by one, wherever in the set it was.
 */
@Entity
@Table(name = "preference_set")
class PreferenceSet {

  @Id
  @Column(name = "user_id")
  private String user;

  @Version private long version;

  @ElementCollection
  @CollectionTable(name = "preference", joinColumns = @JoinColumn(name = "user_id"))
  @Column(name = "setting")
  @Enumerated(EnumType.STRING)
  private Map<Cell, PolicySetting> choices = new HashMap<>();

  @ElementCollection
  @CollectionTable(name = "preference_channel", joinColumns = @JoinColumn(name = "user_id"))
  @MapKeyColumn(name = "channel_type")
  private Map<String, ChannelSettings> channels = new HashMap<>();

  @ElementCollection
  @CollectionTable(name = "preference_mode", joinColumns = @JoinColumn(name = "user_id"))
  private Map<Cell, CellMode> modes = new HashMap<>();

  @ElementCollection
  @CollectionTable(name = "preference_suppression", joinColumns = @JoinColumn(name = "user_id"))
  @MapKeyColumn(name = "channel_type")
  @Column(name = "reason")
  @Enumerated(EnumType.STRING)
  private Map<String, Suppression> suppressions = new HashMap<>();

  @ElementCollection
  @CollectionTable(name = "preference_held", joinColumns = @JoinColumn(name = "user_id"))
  @Column(name = "reason")
  @Enumerated(EnumType.STRING)
  private Map<FormerAddress, Suppression> held = new HashMap<>();

  @SuppressWarnings("NullAway.Init") // Hibernate fills it.
  protected PreferenceSet() {}

  PreferenceSet(UserId user) {
    this.user = user.value();
  }

  long version() {
    return version;
  }

  UserId user() {
    return new UserId(user);
  }

  /** What the set says at this moment. */
  UserPreferences content() {
    return new UserPreferences(choices, modes, channels, suppressions, false);
  }

  /** The settings of that channel type, empty ones if the user has set nothing. */
  ChannelSettings channel(String channelType) {
    return channels.getOrDefault(channelType, ChannelSettings.NONE);
  }

  /** Those of the wanted choices that are not what is stored. */
  List<PreferenceChange> missing(List<PreferenceChange> wanted) {
    return wanted.stream()
        .filter(
            change ->
                choices.getOrDefault(change.cell(), PolicySetting.INHERIT)
                    != change.policySetting())
        .toList();
  }

  /**
   * Makes a choice, or takes it back if it inherits.
   *
   * @throws IllegalArgumentException if a broad choice would enable: it may only mute
   */
  void choose(PreferenceChange change) {
    Cell cell = change.cell();
    if (change.policySetting() == PolicySetting.INHERIT) {
      choices.remove(cell);
      return;
    }
    if (cell.isBroad() && change.policySetting() != PolicySetting.DISABLED) {
      throw new IllegalArgumentException(cell + " may only be disabled or inherit");
    }
    choices.put(cell, change.policySetting());
  }

  /**
   * Replaces all settings of the channel type; empty ones leave nothing behind. Another address has
   * done nothing wrong yet, also after a while without one; what was held against the old one is
   * held again when it comes back.
   */
  void configure(String channelType, ChannelSettings settings, UnaryOperator<String> fingerprint) {
    String before = channel(channelType).address();
    if (!Objects.equals(before, settings.address())) {
      if (before != null) {
        giveUp(channelType, fingerprint.apply(before));
      }
      if (settings.address() != null) {
        suppressions.remove(channelType);
        takeUp(channelType, fingerprint.apply(settings.address()));
      }
    }
    if (settings.isEmpty()) {
      channels.remove(channelType);
    } else {
      channels.put(channelType, settings);
    }
  }

  private void giveUp(String channelType, String address) {
    Suppression reason = suppressions.remove(channelType);
    if (reason != null) {
      held.put(new FormerAddress(channelType, address), reason);
    }
  }

  private void takeUp(String channelType, String address) {
    Suppression reason = held.get(new FormerAddress(channelType, address));
    if (reason != null) {
      suppressions.put(channelType, reason);
    }
  }

  CellMode mode(Cell cell) {
    return modes.getOrDefault(cell, CellMode.PLAIN);
  }

  /**
   * Says how what is sent in the cell comes.
   *
   * @throws IllegalArgumentException for more than one cell
   */
  void deliver(Cell cell, CellMode mode) {
    if (cell.isBroad()) {
      throw new IllegalArgumentException(cell + " is not one cell");
    }
    if (mode.equals(CellMode.PLAIN)) {
      modes.remove(cell);
    } else {
      modes.put(cell, mode);
    }
  }

  @Nullable Suppression suppression(String channelType) {
    return suppressions.get(channelType);
  }

  /** Nothing goes to the user's address of that channel type from now on. */
  void suppress(String channelType, Suppression reason) {
    suppressions.put(channelType, reason);
  }

  /** What is held against that address, whether the user has it now or not. */
  @Nullable Suppression suppression(
      String channelType, String address, UnaryOperator<String> fingerprint) {
    return isCurrent(channelType, address, fingerprint)
        ? suppressions.get(channelType)
        : held.get(new FormerAddress(channelType, fingerprint.apply(address)));
  }

  /** Nothing goes to that address from now on; to another that the user has now, it does. */
  void hold(
      String channelType, String address, Suppression reason, UnaryOperator<String> fingerprint) {
    if (isCurrent(channelType, address, fingerprint)) {
      suppress(channelType, reason);
    } else {
      held.put(new FormerAddress(channelType, fingerprint.apply(address)), reason);
    }
  }

  private boolean isCurrent(String channelType, String address, UnaryOperator<String> fingerprint) {
    String current = channel(channelType).address();
    return current != null && fingerprint.apply(current).equals(fingerprint.apply(address));
  }

  /** What is held against addresses that the user gave up. */
  Map<FormerAddress, Suppression> held() {
    return Map.copyOf(held);
  }

  /** Whether anything is held against an address of that channel type, given up or not. */
  boolean holds(String channelType) {
    return suppressions.containsKey(channelType)
        || held.keySet().stream().anyMatch(address -> address.channelType().equals(channelType));
  }

  /** Nothing is held against the user's addresses of that channel type any more. */
  void release(String channelType) {
    suppressions.remove(channelType);
    held.keySet().removeIf(address -> address.channelType().equals(channelType));
  }
}
