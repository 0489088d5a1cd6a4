package io.switchboard.testing;

/** This machine cannot run that broker. */
final class BrokerMissing extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason one line that says what would change that
   */
  BrokerMissing(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
