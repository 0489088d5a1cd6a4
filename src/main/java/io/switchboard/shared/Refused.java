package io.switchboard.shared;

/**
 * A request that cannot be carried out, on whichever transport it came. REST answers it as a
 * problem, STOMP as a message on {@code /user/queue/errors} or an ERROR frame.
 */
public class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * @param detail one or two sentences for the client: what happened, the value, what to do next;
   *     never a secret and never another user's data
   */
  public Refused(ErrorCode code, String detail) {
    super(detail, null, false, false);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }

  /** The sentence for the client. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
