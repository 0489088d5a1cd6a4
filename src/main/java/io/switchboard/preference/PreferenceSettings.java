package io.switchboard.preference;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.switchboard.shared.Refused;
import io.switchboard.shared.TenantId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

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
 * @param policies what the platform or a tenant says about cells; rows made by REST go before them
 * @param digestAt when a digest is due for users who named no time, {@code HH:mm}
 * @param zone the IANA zone of that time for users who named none
 * @param policyTextVersion which wording of the application's policy users agree to at the moment,
 *     1 to 64 characters; kept with every change they make
 */
@ConfigurationProperties("switchboard.preferences")
record PreferenceSettings(
    @DefaultValue List<PolicyType> policyTypes,
    @DefaultValue List<ChannelType> channelTypes,
    @DefaultValue("200") int maxChangesPerRequest,
    @DefaultValue List<Policy> policies,
    @DefaultValue("08:00") String digestAt,
    @DefaultValue("UTC") String zone,
    @DefaultValue("1") String policyTextVersion) {

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
    policies = List.copyOf(policies);
    requirePolicies(policyTypes, channelTypes, policies);
    requireDigest(digestAt, zone);
    if (policyTextVersion.isBlank() || policyTextVersion.length() > 64) {
      throw new IllegalArgumentException(
          PREFIX
              + "policy-text-version has "
              + policyTextVersion.length()
              + " characters; name the version in 1 to 64");
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

  private static void requirePolicies(
      List<PolicyType> policyTypes, List<ChannelType> channelTypes, List<Policy> policies) {
    Set<String> seen = new HashSet<>();
    for (Policy policy : policies) {
      String row = PREFIX + "policies has " + policy.cell() + " " + policy.setting().word();
      if (policyTypes.stream().noneMatch(type -> type.name().equals(policy.policyType()))
          && !policy.policyType().equals(Cell.ANY)) {
        throw new IllegalArgumentException(row + "; name a configured policy type or '*'");
      }
      if (channelTypes.stream().noneMatch(type -> type.name().equals(policy.channelType()))
          && !policy.channelType().equals(Cell.ANY)) {
        throw new IllegalArgumentException(row + "; name a configured channel type or '*'");
      }
      if (policy.setting() == Ruling.INHERIT) {
        throw new IllegalArgumentException(row + "; leave the row out instead");
      }
      if (policy.setting() == Ruling.ENABLED && policy.cell().isBroad()) {
        throw new IllegalArgumentException(
            row + "; '*' takes disabled, required or forbidden, so enable each cell");
      }
      if (!policy.tenant().isEmpty() && !TenantId.isValid(policy.tenant())) {
        throw new IllegalArgumentException(
            row + " for tenant '" + policy.tenant() + "'; tenants match " + TenantId.GRAMMAR);
      }
      if (!seen.add(policy.tenant() + " " + policy.cell())) {
        throw new IllegalArgumentException(row + " although the cell has a row; keep one of them");
      }
    }
  }

  private static void requireDigest(String digestAt, String zone) {
    try {
      ChannelSettings.parseTime("digest-at", digestAt);
    } catch (Refused _) {
      throw new IllegalArgumentException(
          PREFIX + "digest-at is '" + digestAt + "'; write HH:mm, 00:00 to 23:59");
    }
    try {
      ChannelSettings.parseZone("zone", zone);
    } catch (Refused _) {
      throw new IllegalArgumentException(
          PREFIX + "zone is '" + zone + "'; name it as IANA does, such as Europe/Berlin");
    }
  }

  /** Whether a policy type or a channel type may be called so. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** What holds in the platform, or with a tenant in that tenant, as configured. */
  Rulings rulings(String tenant) {
    return new Rulings(
        policies.stream()
            .filter(policy -> policy.tenant().equals(tenant))
            .collect(toUnmodifiableMap(Policy::cell, Policy::setting)));
  }

  /**
   * @param name what applications and users call it, {@code [a-z][a-z0-9_-]{0,31}}
   * @param policyClass {@code security}, {@code transactional}, {@code social} or {@code marketing}
   * @param initially what holds for users without a choice: {@code enabled} or {@code disabled};
   *     what the class says if absent, {@code disabled} without a class
   * @param title what a form calls it, the name if absent
   * @param description what a form explains about it
   */
  record PolicyType(
      @DefaultValue("") String name,
      @Name("class") @Nullable PolicyClass policyClass,
      @Nullable PolicySetting initially,
      @Nullable String title,
      @Nullable String description) {

    PolicySetting effective() {
      if (initially != null) {
        return initially;
      }
      return policyClass == null ? PolicySetting.DISABLED : policyClass.initially();
    }
  }

  /**
   * @param name what applications and users call it, {@code [a-z][a-z0-9_-]{0,31}}
   * @param address what a user's address looks like: {@code none}, {@code email}, {@code https} or
   *     {@code text}
   * @param immediate whether it disturbs nobody, so that nothing on it ever waits
   * @param title what a form calls it, the name if absent
   * @param description what a form explains about it
   */
  record ChannelType(
      @DefaultValue("") String name,
      @DefaultValue("none") AddressKind address,
      @DefaultValue("false") boolean immediate,
      @Nullable String title,
      @Nullable String description) {}

  /**
   * @param tenant for whom, everybody if empty
   * @param policyType a policy type, or {@code *}
   * @param channelType a channel type, or {@code *}
   * @param setting {@code enabled}, {@code disabled}, {@code required} or {@code forbidden}
   */
  record Policy(
      @DefaultValue("") String tenant,
      @DefaultValue("*") String policyType,
      @DefaultValue("*") String channelType,
      @DefaultValue("inherit") Ruling setting) {

    Cell cell() {
      return new Cell(policyType, channelType);
    }
  }
}
