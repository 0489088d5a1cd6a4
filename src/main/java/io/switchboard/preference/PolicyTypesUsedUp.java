package io.switchboard.preference;

/** The compiled form has no place for another policy type. */
class PolicyTypesUsedUp extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String policyType;

  PolicyTypesUsedUp(String policyType) {
    super(
        "There is no place for the policy type '"
            + policyType
            + "': a database holds "
            + Bits.MAX
            + ", among them every one that a user ever chose about; remove one that nobody chose"
            + " about, or use an old name again");
    this.policyType = policyType;
  }

  /** Which one has no place. */
  String policyType() {
    return policyType;
  }
}
