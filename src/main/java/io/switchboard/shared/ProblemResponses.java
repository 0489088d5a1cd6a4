package io.switchboard.shared;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes problem answers where no controller is at hand: in filters and security. */
@Component
public class ProblemResponses {

  /** How long to wait before a temporary error is tried again, if nothing says how long. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final JsonMapper json;

  ProblemResponses(JsonMapper json) {
    this.json = json;
  }

  /** The header of that name: whole seconds, at least one (RFC 9110, 10.2.3). */
  static String retryAfter(@Nullable Duration wait) {
    Duration after = wait == null ? RETRY_AFTER : wait;
    return Long.toString(Math.max(1, after.plusNanos(999_999_999).toSeconds()));
  }

  /**
   * Answers with a problem and closes the connection if the request's body was not read, because
   * the rest of it would be taken for the next request.
   */
  public void write(
      HttpServletRequest request, HttpServletResponse response, ErrorCode code, String detail)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(code.status());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (code.temporary()) {
      response.setHeader(HttpHeaders.RETRY_AFTER, retryAfter(null));
    }
    if (code == ErrorCode.TOO_LARGE) {
      response.setHeader(HttpHeaders.CONNECTION, "close");
    }
    response.getOutputStream().write(json.writeValueAsBytes(Problem.of(code, detail)));
    response.flushBuffer();
  }
}
