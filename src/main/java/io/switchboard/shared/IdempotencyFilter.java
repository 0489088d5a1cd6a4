package io.switchboard.shared;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Lets a client repeat a POST whose answer it did not get: with the same {@code Idempotency-Key} it
 * has one effect, and every attempt gets the first answer byte for byte (draft-ietf-httpapi-
 * idempotency-key-header). Refusals that a new token or another moment may lift are not kept.
 *
 * <p>It comes after security, because a key belongs to its user. A ticket is not kept: a secret
 * that is good for seconds is not worth a place in the database.
 */
@Component
@Order(0)
class IdempotencyFilter extends OncePerRequestFilter {

  private static final Logger log = LoggerFactory.getLogger(IdempotencyFilter.class);
  private static final String HEADER = "Idempotency-Key";
  private static final Pattern KEY = Pattern.compile("[!-~]{1,128}");
  private static final List<String> KEPT_HEADERS =
      List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION, HttpHeaders.ETAG);

  /** What may be otherwise next time, without any effect this time. */
  private static final Set<Integer> NOT_KEPT = Set.of(401, 403, 404, 409, 429);

  private final IdempotentAnswers answers;
  private final ProblemResponses problems;
  private final Failures failures;

  IdempotencyFilter(IdempotentAnswers answers, ProblemResponses problems, Failures failures) {
    this.answers = answers;
    this.problems = problems;
    this.failures = failures;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !HttpMethod.POST.matches(request.getMethod())
        || request.getHeader(HEADER) == null
        || request.getUserPrincipal() == null
        || request.getRequestURI().equals("/api/tickets");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      String key = request.getHeader(HEADER);
      if (!KEY.matcher(key).matches()) {
        throw new Refused(
            ErrorCode.INVALID_VALUE, "An Idempotency-Key has 1 to 128 visible ASCII characters.");
      }
      byte[] body = request.getInputStream().readAllBytes();
      String user = request.getUserPrincipal().getName();
      String scope = scope(user, request, key);
      switch (answers.claim(scope, user, Sha256.hex(body))) {
        case IdempotentAnswers.Given given -> replay(given.answer(), response);
        case IdempotentAnswers.Turn turn ->
            carryOut(turn.idempotency(), scope, new ReadRequest(request, body), response, chain);
      }
    } catch (Refused refused) {
      problems.write(request, response, refused.code(), refused.detail());
    } catch (RuntimeException failure) {
      Refused refused = failures.translate(failure);
      problems.write(request, response, refused.code(), refused.detail());
    }
  }

  private void carryOut(
      Idempotency idempotency,
      String scope,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    idempotency.attachTo(request);
    ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
    boolean answered = false;
    try {
      chain.doFilter(request, answer);
      answered = true;
    } finally {
      settle(scope, answered ? answer : null);
    }
    answer.copyBodyToResponse();
  }

  /**
   * After a failure it is not known what has happened, so the next attempt looks for the effect; so
   * it does if the answer cannot be kept.
   */
  private void settle(String scope, @Nullable ContentCachingResponseWrapper answer) {
    try {
      if (answer == null || answer.getStatus() >= 500) {
        answers.abandon(scope);
      } else if (NOT_KEPT.contains(answer.getStatus())) {
        answers.remove(scope);
      } else {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : KEPT_HEADERS) {
          String value =
              name.equals(HttpHeaders.CONTENT_TYPE)
                  ? answer.getContentType()
                  : answer.getHeader(name);
          if (value != null) {
            headers.put(name, value);
          }
        }
        answers.keep(
            scope,
            new IdempotentAnswers.Answer(
                answer.getStatus(), headers, answer.getContentAsByteArray()));
      }
    } catch (RuntimeException failure) {
      log.warn("The answer to an idempotent request is not kept: {}", failure.toString());
    }
  }

  private static void replay(IdempotentAnswers.Answer answer, HttpServletResponse response)
      throws IOException {
    response.setStatus(answer.status());
    answer.headers().forEach(response::setHeader);
    response.getOutputStream().write(answer.body());
    response.flushBuffer();
  }

  private static String scope(String user, HttpServletRequest request, String key) {
    return Sha256.hex(String.join("\n", user, request.getMethod(), request.getRequestURI(), key));
  }

  /** The request whose body was read already. */
  private static final class ReadRequest extends HttpServletRequestWrapper {

    private final byte[] body;

    ReadRequest(HttpServletRequest request, byte[] body) {
      super(request);
      this.body = body;
    }

    @Override
    public ServletInputStream getInputStream() {
      ByteArrayInputStream source = new ByteArrayInputStream(body);
      return new ServletInputStream() {
        @Override
        public int read() {
          return source.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
          return source.read(target, offset, length);
        }

        @Override
        public boolean isFinished() {
          return source.available() == 0;
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
          throw new IllegalStateException("The body is here already");
        }
      };
    }
  }
}
