package io.switchboard.preference;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What users may choose about. The types are lists, so that a configuration replaces them as a
 * whole.
 *
 * @param policyTypes the kinds of messages the application sends, 1 to 32, in the order in which
 *     they are shown
 * @param channelTypes the ways on which messages reach a user, 1 to 16, in the order in which they
 *     are shown
 * @param maxChangesPerRequest how many choices one {@code PATCH /api/preferences} may make, 1 to
 *     1000
 */
@ConfigurationProperties("switchboard.preferences")
record PreferenceSettings(
    @DefaultValue List<PolicyType> policyTypes,
    @DefaultValue List<ChannelType> channelTypes,
    @DefaultValue("200") int maxChangesPerRequest) {

  private static final String PREFIX = "switchboard.preferences.";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

  PreferenceSettings {
    policyTypes = List.copyOf(policyTypes);
    channelTypes = List.copyOf(channelTypes);
    requireNames("policy-types", policyTypes.stream().map(PolicyType::name).toList(), 32);
    requireNames("channel-types", channelTypes.stream().map(ChannelType::name).toList(), 16);
    for (PolicyType type : policyTypes) {
      if (type.initially() == PolicySetting.INHERIT) {
        throw new IllegalArgumentException(
            PREFIX
                + "policy-types has '"
                + type.name()
                + "' with initially=inherit; set it to enabled or disabled");
      }
    }
    if (maxChangesPerRequest < 1 || maxChangesPerRequest > 1000) {
      throw new IllegalArgumentException(
          PREFIX
              + "max-changes-per-request is "
              + maxChangesPerRequest
              + "; set it between 1 and 1000");
    }
  }

  private static void requireNames(String property, List<String> names, int max) {
    if (names.isEmpty() || names.size() > max) {
      throw new IllegalArgumentException(
          PREFIX + property + " has " + names.size() + " entries; list 1 to " + max);
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            PREFIX + property + " has the name '" + name + "'; names match " + NAME);
      }
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            PREFIX + property + " has the name '" + name + "' twice; name each type once");
      }
    }
  }

  /**
   * @param name what applications and users call it, {@code [a-z][a-z0-9_-]{0,31}}
   * @param initially what holds for users without a choice: {@code enabled} or {@code disabled}
   */
  record PolicyType(
      @DefaultValue("") String name, @DefaultValue("disabled") PolicySetting initially) {}

  /**
   * @param name what applications and users call it, {@code [a-z][a-z0-9_-]{0,31}}
   * @param address what a user's address looks like: {@code none}, {@code email}, {@code https} or
   *     {@code text}
   */
  record ChannelType(@DefaultValue("") String name, @DefaultValue("none") AddressKind address) {}
}
