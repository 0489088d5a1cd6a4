package io.switchboard.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;

/**
 * A problem answer as of RFC 9457, with two members of our own.
 *
 * @param title the status in words
 * @param status the HTTP status
 * @param code the stable code that programs act on
 * @param temporary whether the same request may succeed later
 * @param detail a sentence for people
 * @param errors which fields were wrong, empty and absent if none
 */
public record Problem(
    String title,
    int status,
    ErrorCode code,
    boolean temporary,
    String detail,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {

  /**
   * One field that was wrong.
   *
   * @param field its path in the body, such as {@code quietHours.zone}
   * @param detail what is wrong with it
   */
  public record FieldError(String field, String detail) {}

  public static Problem of(Refused refused) {
    return of(refused.code(), refused.detail(), refused.errors());
  }

  public static Problem of(ErrorCode code, String detail) {
    return of(code, detail, List.of());
  }

  public static Problem of(ErrorCode code, String detail, List<FieldError> errors) {
    return new Problem(title(code), code.status(), code, code.temporary(), detail, errors);
  }

  private static String title(ErrorCode code) {
    String words = code.name().replace('_', ' ');
    return words.charAt(0) + words.substring(1).toLowerCase(Locale.ROOT);
  }
}
