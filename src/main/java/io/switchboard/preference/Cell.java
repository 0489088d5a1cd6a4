package io.switchboard.preference;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.List;

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

  /** The row that holds for a channel type as a whole. */
  static Cell ofChannel(String channelType) {
    return new Cell(ANY, channelType);
  }

  /** Whether it stands for more than one cell. */
  boolean isBroad() {
    return policyType.equals(ANY) || channelType.equals(ANY);
  }

  /** The cell itself and the rows that hold for it with others, the narrowest first. */
  List<Cell> covering() {
    return List.of(this, new Cell(policyType, ANY), new Cell(ANY, channelType), new Cell(ANY, ANY));
  }

  /** As people read it: {@code social/email}, {@code *}{@code /email}. */
  @Override
  public String toString() {
    return policyType + "/" + channelType;
  }
}
