package io.switchboard.preference;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.switchboard.preference.PreferenceSettings.ChannelType;
import io.switchboard.preference.PreferenceSettings.PolicyType;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The policy types and channel types there are, and which choices may be made about them. */
@Component
class Catalogue {

  private final List<String> policyTypes;
  private final List<String> channelTypes;
  private final Map<String, PolicySetting> classDefaults;
  private final Map<String, AddressKind> addressKinds;
  private final int maxChanges;
  private final String fingerprint;

  Catalogue(PreferenceSettings settings) {
    this.policyTypes = settings.policyTypes().stream().map(PolicyType::name).toList();
    this.channelTypes = settings.channelTypes().stream().map(ChannelType::name).toList();
    this.classDefaults =
        settings.policyTypes().stream()
            .collect(toUnmodifiableMap(PolicyType::name, PolicyType::initially));
    this.addressKinds =
        settings.channelTypes().stream()
            .collect(toUnmodifiableMap(ChannelType::name, ChannelType::address));
    this.maxChanges = settings.maxChangesPerRequest();
    this.fingerprint =
        Integer.toHexString((settings.policyTypes() + "/" + channelTypes).hashCode());
  }

  List<String> policyTypes() {
    return policyTypes;
  }

  List<String> channelTypes() {
    return channelTypes;
  }

  /** Per policy type what holds without a choice. */
  Map<String, PolicySetting> classDefaults() {
    return classDefaults;
  }

  /**
   * The same on every node and start with the same types, and with a high probability another one
   * with others.
   */
  String fingerprint() {
    return fingerprint;
  }

  /**
   * @throws Refused {@link ErrorCode#UNKNOWN_CHANNEL_TYPE}
   */
  AddressKind addressKind(String channelType) {
    AddressKind kind = addressKinds.get(channelType);
    if (kind == null) {
      throw new Refused(ErrorCode.UNKNOWN_CHANNEL_TYPE, known("channel", channelTypes));
    }
    return kind;
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
    Cell cell = change.cell();
    if (!cell.policyType().equals(Cell.ANY) && !classDefaults.containsKey(cell.policyType())) {
      throw Refused.field(
          ErrorCode.UNKNOWN_POLICY_TYPE, path + "policyType", known("policy", policyTypes));
    }
    if (!cell.channelType().equals(Cell.ANY) && !addressKinds.containsKey(cell.channelType())) {
      throw Refused.field(
          ErrorCode.UNKNOWN_CHANNEL_TYPE, path + "channelType", known("channel", channelTypes));
    }
    if (cell.isBroad() && change.policySetting() == PolicySetting.ENABLED) {
      throw Refused.field(
          ErrorCode.NOT_PROCESSABLE,
          path + "policySetting",
          "'*' only mutes: set it to disabled, or to inherit to take the mute back.");
    }
  }

  // Types are named by the caller and may be long or hostile, so the answer does not repeat them.
  private static String known(String what, List<String> types) {
    return "There is no such %s type; there are: %s.".formatted(what, String.join(", ", types));
  }
}
