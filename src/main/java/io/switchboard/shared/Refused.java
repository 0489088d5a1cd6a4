package io.switchboard.shared;

import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be carried out, on whichever transport it came. REST answers it as a
 * problem, STOMP as a message on {@code /user/queue/errors} or an ERROR frame.
 */
public class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final @Nullable String field;

  /**
   * @param detail one or two sentences for the client: what happened, the value, what to do next;
   *     never a secret and never another user's data
   */
  public Refused(ErrorCode code, String detail) {
    this(code, null, detail);
  }

  private Refused(ErrorCode code, @Nullable String field, String detail) {
    super(detail, null, false, false);
    this.code = code;
    this.field = field;
  }

  /**
   * A refusal because of one field.
   *
   * @param field its path in the body, such as {@code quietHours.zone}
   * @param detail as for any refusal
   */
  public static Refused field(ErrorCode code, String field, String detail) {
    return new Refused(code, field, detail);
  }

  public ErrorCode code() {
    return code;
  }

  /** The path of the field that is the reason, {@code null} if none is. */
  public @Nullable String field() {
    return field;
  }

  /** The sentence for the client. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
