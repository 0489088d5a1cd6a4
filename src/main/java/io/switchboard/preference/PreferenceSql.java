package io.switchboard.preference;

import static java.util.stream.Collectors.joining;

import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The first six gates of the rule as a part of other modules' SQL, over what is compiled in the
 * transaction of each change. It runs on H2 and on PostgreSQL alike. A user whose data was erased
 * is in no table to select from, so SQL does not look for him; whoever takes users' ids from
 * elsewhere asks {@link Recipients}.
 */
@Component
public class PreferenceSql {

  private static final String ADDRESSED = "pref_mask.addressed";

  private final Bits bits;
  private final CatalogueStore catalogues;

  PreferenceSql(Bits bits, CatalogueStore catalogues) {
    this.bits = bits;
    this.catalogues = catalogues;
  }

  /**
   * Parts of a statement, without parameters.
   *
   * @param joins stands behind the table of the recipients; joins at most one row to each of its
   *     rows, under the aliases {@code pref_tenant}, {@code pref_layer}, {@code pref_platform},
   *     {@code pref_mask} and {@code pref_all}
   * @param reason the word of the {@link Reason}
   * @param sends a condition: whether the recipient gets it
   * @param waits a condition: whether it may have to wait, so that the rule must be asked about the
   *     time
   */
  public record Clause(String joins, String reason, String sends, String waits) {}

  /**
   * @param user the column of the recipient's user id
   * @throws io.switchboard.shared.Refused {@link
   *     io.switchboard.shared.ErrorCode#UNKNOWN_POLICY_TYPE}, {@link
   *     io.switchboard.shared.ErrorCode#UNKNOWN_CHANNEL_TYPE}
   */
  public Clause about(String policyType, String channelType, String user) {
    // Both are of the catalogue from here on, so they are no more than names.
    Catalogue catalogue = catalogues.current();
    catalogue.requirePolicyType(policyType, "policyType");
    catalogue.requireChannelType(channelType, "channelType");
    Integer bit = bits.read().get(policyType);
    if (bit == null) {
      throw new IllegalStateException("The policy type " + policyType + " has no bit");
    }
    Words words = new Words(1L << bit);
    String stated = words.reason();
    String sends = "(" + stated + ") in (" + sending() + ")";
    boolean needsAddress = catalogue.needsAddress(channelType);
    return new Clause(
        joins(channelType, user),
        needsAddress
            ? "case when %s and %s is not true then '%s' else %s end"
                .formatted(sends, ADDRESSED, Reason.NO_ADDRESS.word(), stated)
            : stated,
        needsAddress ? "(" + sends + " and " + ADDRESSED + " is true)" : sends,
        catalogue.isImmediate(channelType) ? "1 = 0" : words.has("pref_mask.waiting"));
  }

  private static String joins(String channelType, String user) {
    return """
    left join user_tenant pref_tenant on pref_tenant.user_id = %2$s
    left join preference_layer pref_layer
      on pref_layer.tenant = pref_tenant.tenant and pref_layer.channel_type = '%1$s'
    left join preference_layer pref_platform
      on pref_platform.tenant = '' and pref_platform.channel_type = '%1$s'
    left join preference_mask pref_mask
      on pref_mask.user_id = %2$s and pref_mask.channel_type = '%1$s'
    left join preference_mask pref_all
      on pref_all.user_id = %2$s and pref_all.channel_type = '*'
    """
        .formatted(channelType, user);
  }

  private static String sending() {
    return Stream.of(Reason.values())
        .filter(reason -> reason.verdict() == Verdict.SEND)
        .map(reason -> "'" + reason.word() + "'")
        .collect(joining(", "));
  }

  /** The rule in SQL about one policy type. */
  private record Words(long bit) {

    /** Of an absent row nothing is known, and the next gate is asked. */
    String has(String mask) {
      // The two databases write bitwise operators differently, and division alike.
      return "mod(" + mask + " / " + bit + ", 2) = 1";
    }

    String layer(String column) {
      return has("coalesce(pref_layer." + column + ", pref_platform." + column + ")");
    }

    String reason() {
      return """
      case
        when pref_mask.suppressed is not null then pref_mask.suppressed
        when %s then 'forbidden'
        when %s then 'required'
        when %s or %s then 'muted'
        when %s then 'enabled_by_user'
        when %s then 'disabled_by_user'
        else concat(
          case when %s then 'enabled' else 'disabled' end,
          case when %s then '_by_tenant' when %s then '_by_platform' else '_by_class' end)
      end\
      """
          .formatted(
              layer("forbidden"),
              layer("required"),
              has("pref_all.muted"),
              has("pref_mask.muted"),
              has("pref_mask.enabled"),
              has("pref_mask.disabled"),
              layer("enabled"),
              layer("by_tenant"),
              layer("by_platform"));
    }
  }
}
