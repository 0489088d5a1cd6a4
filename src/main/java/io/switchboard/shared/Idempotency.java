package io.switchboard.shared;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * A request that named an {@code Idempotency-Key}.
 *
 * @param claim the same for every attempt of the request, and for no other request
 * @param retried whether an earlier attempt may have had its effect without leaving an answer,
 *     because the process was lost meanwhile
 */
public record Idempotency(String claim, boolean retried) {

  private static final String ATTRIBUTE = Idempotency.class.getName();

  /** Empty if the request named no key. */
  public static Optional<Idempotency> of(HttpServletRequest request) {
    return Optional.ofNullable((Idempotency) request.getAttribute(ATTRIBUTE));
  }

  void attachTo(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }
}
