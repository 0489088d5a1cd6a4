package io.switchboard.preference;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * Where policy types and channel types meet.
 *
 * @param policyType a policy type, or {@link #ANY}
 * @param channelType a channel type, or {@link #ANY}
 */
@Embeddable
record Cell(
    @Column(name = "policy_type") String policyType,
    @Column(name = "channel_type") String channelType) {

  /** Stands for all types. */
  static final String ANY = "*";

  /** Whether it stands for more than one cell. */
  boolean isBroad() {
    return policyType.equals(ANY) || channelType.equals(ANY);
  }
}
