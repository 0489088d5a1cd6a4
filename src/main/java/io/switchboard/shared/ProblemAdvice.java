package io.switchboard.shared;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** The one place where a failure becomes an answer. Nothing of an unexpected exception leaks. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  private final Failures failures;

  ProblemAdvice(Failures failures) {
    this.failures = failures;
  }

  /** Security's own failures belong to its filters. */
  @ExceptionHandler({AccessDeniedException.class, AuthenticationException.class})
  void rethrow(RuntimeException failure) {
    throw failure;
  }

  @ExceptionHandler
  ResponseEntity<Object> on(Exception failure) {
    return refusal(failures.translate(failure));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException failure,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (find(failure, Refused.class) instanceof Refused refused) {
      return refusal(refused);
    }
    if (find(failure, UnrecognizedPropertyException.class) instanceof DatabindException unknown) {
      return field(ErrorCode.UNKNOWN_FIELD, path(unknown), "is not known here");
    }
    if (find(failure, StreamReadException.class) == null
        && find(failure, DatabindException.class) instanceof DatabindException wrong
        && !path(wrong).isEmpty()) {
      return field(ErrorCode.INVALID_VALUE, path(wrong), "has the wrong type or format");
    }
    return answer(
        ErrorCode.BAD_JSON,
        "The body is not the one JSON object that is expected here.",
        List.of());
  }

  private static <T> @Nullable T find(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException failure,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return invalid(
        failure.getFieldErrors().stream()
            .map(
                error ->
                    new Problem.FieldError(
                        error.getField(), String.valueOf(error.getDefaultMessage())))
            .toList());
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
      HandlerMethodValidationException failure,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return invalid(
        failure.getParameterValidationResults().stream()
            .flatMap(
                result ->
                    result.getResolvableErrors().stream()
                        .map(
                            error ->
                                new Problem.FieldError(
                                    String.valueOf(result.getMethodParameter().getParameterName()),
                                    String.valueOf(error.getDefaultMessage()))))
            .toList());
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception failure,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ErrorCode code = ErrorCode.ofStatus(status.value());
    if (code == ErrorCode.INTERNAL_ERROR) {
      log.error("A request failed unexpectedly", failure);
    }
    return answer(code, sentence(code), List.of());
  }

  private static String sentence(ErrorCode code) {
    return switch (code) {
      case NOT_FOUND -> "There is nothing at this address.";
      case METHOD_NOT_ALLOWED -> "This address does not know the method.";
      case NOT_ACCEPTABLE -> "Answers are application/json.";
      case UNSUPPORTED_MEDIA_TYPE -> "Send application/json.";
      case INVALID_VALUE -> "A parameter or header is missing or has the wrong type.";
      case TOO_LARGE -> "The body is larger than allowed.";
      case UNAVAILABLE -> "The service is busy; try again.";
      default -> "The service failed; its log says why.";
    };
  }

  private ResponseEntity<Object> invalid(List<Problem.FieldError> errors) {
    String fields =
        errors.stream().map(Problem.FieldError::field).distinct().collect(Collectors.joining(", "));
    return answer(ErrorCode.INVALID_VALUE, "Not valid: " + fields + ".", errors);
  }

  private ResponseEntity<Object> refusal(Refused refused) {
    return answer(
        refused.code(),
        ProblemResponses.retryAfter(refused.retryAfter()),
        refused.detail(),
        refused.errors());
  }

  private ResponseEntity<Object> field(ErrorCode code, String field, String what) {
    return answer(
        code,
        "The field '" + field + "' " + what + ".",
        List.of(new Problem.FieldError(field, what)));
  }

  private static String path(DatabindException failure) {
    String path =
        failure.getPath().stream()
            .map(step -> step.getPropertyName() == null ? "[]" : step.getPropertyName())
            .collect(Collectors.joining("."));
    return path.length() > 200 ? path.substring(0, 200) : path;
  }

  private ResponseEntity<Object> answer(
      ErrorCode code, String detail, List<Problem.FieldError> errors) {
    return answer(code, ProblemResponses.retryAfter(null), detail, errors);
  }

  private ResponseEntity<Object> answer(
      ErrorCode code, String retryAfter, String detail, List<Problem.FieldError> errors) {
    var answer =
        ResponseEntity.status(code.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (code.temporary()) {
      answer.header(HttpHeaders.RETRY_AFTER, retryAfter);
    }
    return answer.body(Problem.of(code, detail, errors));
  }
}
