package io.switchboard.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a call is made again. One whose repetition changes nothing is, after whatever may pass;
 * any other only if it was not sent at all.
 *
 * @param attempts how often it is made at most, at least 1
 * @param backoff the wait between two attempts
 */
public record Retries(int attempts, Backoff backoff) {

  /** Made once. */
  public static final Retries NONE = new Retries(1, new Backoff(Duration.ZERO, Duration.ZERO));

  private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");
  private static final Set<Integer> PASSING = Set.of(408, 429, 502, 503, 504);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /**
   * @throws IllegalArgumentException if there is no attempt
   */
  public Retries {
    if (attempts < 1) {
      throw new IllegalArgumentException("a call is made at least once, not " + attempts);
    }
  }

  boolean mayRepeat(OutboundRequest request, OutboundFailure failure) {
    return switch (failure.reason()) {
      case ADDRESS_REFUSED, NOT_TRUSTED, QUEUE_FULL, BREAKER_OPEN, WITHDRAWN -> false;
      case UNKNOWN_HOST, NOT_CONNECTED -> true;
      case TIMED_OUT, CONNECTION_LOST -> REPEATABLE.contains(request.method());
    };
  }

  /** How long the server wants to be left alone, {@code null} if its answer stands. */
  @Nullable Duration mayRepeat(OutboundRequest request, OutboundResponse response, Instant now) {
    if (!REPEATABLE.contains(request.method()) || !PASSING.contains(response.status())) {
      return null;
    }
    return RetryAfter.parse(response.header("retry-after"), now, LONGEST_WAIT, Duration.ZERO);
  }
}
