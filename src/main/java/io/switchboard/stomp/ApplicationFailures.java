package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Failures;
import io.switchboard.shared.Refused;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Component;

/** Tells what a failure of the application's handlers and interceptors means to a client. */
@Component
class ApplicationFailures {

  private final Failures failures;

  ApplicationFailures(Failures failures) {
    this.failures = failures;
  }

  Refused ofHandler(Exception failure) {
    Exception root = unwrapped(failure);
    Refused known = known(failure);
    return known == null ? failures.translate(root) : known;
  }

  /** An interceptor says no by an exception of Spring's messaging, if by any. */
  Refused ofInterceptor(Exception failure) {
    Exception root = unwrapped(failure);
    Refused known = known(failure);
    if (known != null) {
      return known;
    }
    return root instanceof MessagingException ? notAccepted() : failures.translate(root);
  }

  static Refused notAccepted() {
    return new Refused(ErrorCode.FORBIDDEN, "The application did not accept this message.");
  }

  private static @Nullable Refused known(Exception failure) {
    Refused known = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case Refused refused -> {
          return refused;
        }
        case AccessDeniedException _ ->
            known = new Refused(ErrorCode.FORBIDDEN, "The token does not allow this.");
        case MethodArgumentNotValidException _, MethodArgumentResolutionException _ ->
            known = unfit();
        // So Spring says that a header is missing.
        case MessageHandlingException missing when missing.getCause() == null -> known = unfit();
        // Without a message it was the answer that could not be written.
        case MessageConversionException wrong when wrong.getFailedMessage() != null ->
            known = unfit();
        default -> {}
      }
    }
    return known;
  }

  private static Refused unfit() {
    return new Refused(
        ErrorCode.INVALID_VALUE, "The headers or the body do not fit this destination.");
  }

  private static Exception unwrapped(Exception failure) {
    Throwable root = failure;
    while (root instanceof MessagingException && root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof Exception exception ? exception : new IllegalStateException(root);
  }
}
