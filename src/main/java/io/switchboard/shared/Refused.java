package io.switchboard.shared;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be carried out, on whichever transport it came. REST answers it as a
 * problem, STOMP as a message on {@code /user/queue/errors} or an ERROR frame.
 */
public class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<Problem.FieldError> errors;
  private final @Nullable Duration retryAfter;

  /**
   * @param detail one or two sentences for the client: what happened, the value, what to do next;
   *     never a secret and never another user's data
   */
  public Refused(ErrorCode code, String detail) {
    this(code, detail, List.of(), null);
  }

  private Refused(
      ErrorCode code,
      String detail,
      List<Problem.FieldError> errors,
      @Nullable Duration retryAfter) {
    super(detail, null, false, false);
    this.code = code;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
  }

  /**
   * A refusal because of one field.
   *
   * @param field its path in the body, such as {@code quietHours.zone}
   * @param detail as for any refusal
   */
  public static Refused field(ErrorCode code, String field, String detail) {
    return new Refused(code, detail, List.of(new Problem.FieldError(field, detail)), null);
  }

  /**
   * A refusal because of several fields.
   *
   * @param detail as for any refusal
   * @param errors what is wrong with each
   */
  public static Refused fields(ErrorCode code, String detail, List<Problem.FieldError> errors) {
    return new Refused(code, detail, errors, null);
  }

  /**
   * A refusal of what would be carried out later: {@link ErrorCode#LIMIT_EXCEEDED}.
   *
   * @param wait after how long
   * @param detail what happened, without the end of the sentence
   */
  static Refused later(Duration wait, String detail) {
    BigDecimal seconds =
        BigDecimal.valueOf(Math.max(1, wait.toNanos()), 9).setScale(1, RoundingMode.CEILING);
    return new Refused(
        ErrorCode.LIMIT_EXCEEDED,
        detail + "; try again in " + seconds.toPlainString() + " s.",
        List.of(),
        wait);
  }

  public ErrorCode code() {
    return code;
  }

  /** Which fields are the reason, empty if none is. */
  public List<Problem.FieldError> errors() {
    return errors;
  }

  /** After how long the same request may succeed, {@code null} if that is not known. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The sentence for the client. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
