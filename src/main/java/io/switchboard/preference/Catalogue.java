package io.switchboard.preference;

import io.switchboard.preference.PreferenceSettings.ChannelType;
import io.switchboard.preference.PreferenceSettings.PolicyType;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The policy types and channel types there are at one moment, and which choices may be made about
 * them. What is configured comes first and cannot be replaced by what was added later.
 */
final class Catalogue {

  private final Map<String, PolicyType> policyTypes = new LinkedHashMap<>();
  private final Map<String, ChannelType> channelTypes = new LinkedHashMap<>();
  private final int maxChanges;
  private final LocalTime digestAt;
  private final ZoneId zone;

  Catalogue(
      PreferenceSettings settings,
      List<PolicyType> addedPolicyTypes,
      List<ChannelType> addedChannelTypes) {
    settings.policyTypes().forEach(type -> policyTypes.put(type.name(), type));
    addedPolicyTypes.forEach(type -> policyTypes.putIfAbsent(type.name(), type));
    settings.channelTypes().forEach(type -> channelTypes.put(type.name(), type));
    addedChannelTypes.forEach(type -> channelTypes.putIfAbsent(type.name(), type));
    this.maxChanges = settings.maxChangesPerRequest();
    this.digestAt = ChannelSettings.parseTime("digest-at", settings.digestAt());
    this.zone = ChannelSettings.parseZone("zone", settings.zone());
  }

  List<String> policyTypes() {
    return List.copyOf(policyTypes.keySet());
  }

  List<String> channelTypes() {
    return List.copyOf(channelTypes.keySet());
  }

  List<PolicyType> policies() {
    return List.copyOf(policyTypes.values());
  }

  List<ChannelType> channels() {
    return List.copyOf(channelTypes.values());
  }

  /** {@code null} if there is none of that name. */
  @Nullable PolicyType policyType(String name) {
    return policyTypes.get(name);
  }

  /** {@code null} if there is none of that name. */
  @Nullable ChannelType channelType(String name) {
    return channelTypes.get(name);
  }

  /** What holds without any choice; a type that is not there any more is disabled. */
  PolicySetting classDefault(String policyType) {
    PolicyType type = policyTypes.get(policyType);
    return type == null ? PolicySetting.DISABLED : type.effective();
  }

  /** Whether nothing on this channel type ever waits. */
  boolean isImmediate(String channelType) {
    ChannelType type = channelTypes.get(channelType);
    return type != null && type.immediate();
  }

  /** Whether nothing reaches a user who named no address of this channel type. */
  boolean needsAddress(String channelType) {
    ChannelType type = channelTypes.get(channelType);
    return type != null && type.address() != AddressKind.NONE;
  }

  /** When that user's digest is due. */
  LocalTime digestTime(ChannelSettings settings) {
    LocalTime chosen = settings.digestAt();
    return chosen == null ? digestAt : chosen;
  }

  /** Where that user's clock is. */
  ZoneId zone(ChannelSettings settings) {
    ZoneId chosen = settings.zone();
    if (chosen != null) {
      return chosen;
    }
    QuietHours quiet = settings.quietHours();
    return quiet == null ? zone : quiet.zone();
  }

  /**
   * The same on every node and start with the same types, and with a high probability another one
   * with others.
   */
  String fingerprint() {
    return Integer.toHexString((policyTypes.values() + "/" + channelTypes.values()).hashCode());
  }

  /**
   * @throws Refused {@link ErrorCode#UNKNOWN_CHANNEL_TYPE}
   */
  AddressKind addressKind(String channelType) {
    requireChannelType(channelType, "channelType");
    return Objects.requireNonNull(channelTypes.get(channelType)).address();
  }

  /**
   * @throws Refused {@link ErrorCode#TOO_LARGE} for more choices than configured, {@link
   *     ErrorCode#NOT_PROCESSABLE} for two choices about one cell, and whatever {@link
   *     #require(PreferenceChange, String)} throws
   */
  void requireAll(List<PreferenceChange> changes) {
    if (changes.size() > maxChanges) {
      throw new Refused(
          ErrorCode.TOO_LARGE,
          "The request makes %d choices; send at most %d at once."
              .formatted(changes.size(), maxChanges));
    }
    Set<Cell> seen = new HashSet<>();
    for (int i = 0; i < changes.size(); i++) {
      String path = "preferences[" + i + "]";
      require(changes.get(i), path + ".");
      if (!seen.add(changes.get(i).cell())) {
        throw Refused.field(
            ErrorCode.NOT_PROCESSABLE,
            path,
            "The request chooses twice for the same policyType and channelType; send one of them.");
      }
    }
  }

  /**
   * @param path what stands before the names of fields in errors
   * @throws Refused {@link ErrorCode#UNKNOWN_POLICY_TYPE}, {@link ErrorCode#UNKNOWN_CHANNEL_TYPE},
   *     or {@link ErrorCode#NOT_PROCESSABLE} if a broad choice would enable
   */
  void require(PreferenceChange change, String path) {
    requireRow(change.cell(), path);
    if (change.cell().isBroad() && change.policySetting() == PolicySetting.ENABLED) {
      throw Refused.field(
          ErrorCode.NOT_PROCESSABLE,
          path + "policySetting",
          "'*' only mutes: set it to disabled, or to inherit to take the mute back.");
    }
  }

  /**
   * A row about one cell or, with {@code *}, about many.
   *
   * @throws Refused {@link ErrorCode#UNKNOWN_POLICY_TYPE}, {@link ErrorCode#UNKNOWN_CHANNEL_TYPE}
   */
  void requireRow(Cell cell, String path) {
    if (!cell.policyType().equals(Cell.ANY)) {
      requirePolicyType(cell.policyType(), path + "policyType");
    }
    if (!cell.channelType().equals(Cell.ANY)) {
      requireChannelType(cell.channelType(), path + "channelType");
    }
  }

  /**
   * @throws Refused {@link ErrorCode#NOT_PROCESSABLE} if nothing on the channel type ever waits
   */
  void requireWaiting(String channelType, String field) {
    if (isImmediate(channelType)) {
      throw Refused.field(
          ErrorCode.NOT_PROCESSABLE, field, "Messages on " + channelType + " never wait.");
    }
  }

  /**
   * @throws Refused {@link ErrorCode#UNKNOWN_POLICY_TYPE}
   */
  void requirePolicyType(String policyType, String field) {
    if (!policyTypes.containsKey(policyType)) {
      throw Refused.field(
          ErrorCode.UNKNOWN_POLICY_TYPE, field, known("policy", policyTypes.keySet()));
    }
  }

  /**
   * @throws Refused {@link ErrorCode#UNKNOWN_CHANNEL_TYPE}
   */
  void requireChannelType(String channelType, String field) {
    if (!channelTypes.containsKey(channelType)) {
      throw Refused.field(
          ErrorCode.UNKNOWN_CHANNEL_TYPE, field, known("channel", channelTypes.keySet()));
    }
  }

  // Types are named by the caller and may be long or hostile, so the answer does not repeat them.
  private static String known(String what, Collection<String> types) {
    return "There is no such %s type; there are: %s.".formatted(what, String.join(", ", types));
  }
}
