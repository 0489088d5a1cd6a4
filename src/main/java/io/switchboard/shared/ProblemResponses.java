package io.switchboard.shared;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes problem answers where no controller is at hand: in filters and security. */
@Component
public class ProblemResponses {

  /** How long a client should wait before it tries a temporary error again, in seconds. */
  static final String RETRY_AFTER = "2";

  private final JsonMapper json;

  ProblemResponses(JsonMapper json) {
    this.json = json;
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
      response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    }
    if (code == ErrorCode.TOO_LARGE) {
      response.setHeader(HttpHeaders.CONNECTION, "close");
    }
    response.getOutputStream().write(json.writeValueAsBytes(Problem.of(code, detail)));
    response.flushBuffer();
  }
}
