package io.switchboard.stomp;

import io.switchboard.broker.Publication;
import io.switchboard.broker.PublicationFactory;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Failures;
import io.switchboard.shared.Problem;
import io.switchboard.shared.Refused;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Answers requests on {@code /user/queue/replies} of the session that asked, with the {@code
 * correlation-id} of the request: event {@code reply}, or {@code error} with a problem as its body.
 * Answers come as they are ready, in any order.
 */
@Component
public class Answers {

  private static final String CORRELATION = "correlation-id";
  private static final int MAX_CORRELATION = 128;

  private final RpcCalls calls;
  private final PublicationFactory publications;
  private final Failures failures;

  Answers(RpcCalls calls, PublicationFactory publications, Failures failures) {
    this.calls = calls;
    this.publications = publications;
    this.failures = failures;
  }

  /** Whether the frame asks for an answer and its session would read it. */
  public boolean isExpected(SendRequest request) {
    return isValid(request.header(CORRELATION)) && listens(request);
  }

  /**
   * Starts the work on a virtual thread of its own and answers when it is done. A client that
   * stopped listening meanwhile gets nothing.
   *
   * @param work makes the body of the answer; what it throws is answered with a problem
   * @param measured told {@code OK} or an error code, and how long it took, before the answer
   * @throws Refused {@link ErrorCode#INVALID_VALUE} without a correlation-id, {@link
   *     ErrorCode#CONFLICT} if the session does not listen
   */
  public void answer(
      SendRequest request, Supplier<Object> work, BiConsumer<String, Duration> measured) {
    long since = System.nanoTime();
    String correlation = request.header(CORRELATION);
    if (correlation == null || !isValid(correlation)) {
      throw new Refused(
          ErrorCode.INVALID_VALUE,
          "A request needs a correlation-id of 1 to " + MAX_CORRELATION + " characters.");
    }
    if (!listens(request)) {
      throw new Refused(
          ErrorCode.CONFLICT, "Subscribe to /user/queue/replies first; the answer goes there.");
    }
    start(request, () -> encode(request, correlation, "reply", work.get()))
        .whenComplete(
            (answer, failure) -> {
              Refused refused = failure == null ? null : failures.translate(failure);
              measured.accept(
                  refused == null ? "OK" : refused.code().name(),
                  Duration.ofNanos(System.nanoTime() - since));
              request
                  .session()
                  .send(
                      refused == null
                          ? answer
                          : encode(request, correlation, "error", Problem.of(refused)));
            });
  }

  /**
   * Starts the work on a virtual thread of its own.
   *
   * @return its result, its failure, or a {@link Refused}: {@link ErrorCode#TIMED_OUT}, or {@link
   *     ErrorCode#LIMIT_EXCEEDED} if the session has too much of it running
   */
  public <T> CompletableFuture<T> start(SendRequest request, Supplier<T> work) {
    return calls
        .start(request.session().id(), work)
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(timedOut(failure)));
  }

  private static Throwable timedOut(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof TimeoutException
        ? new Refused(
            ErrorCode.TIMED_OUT,
            "The method did not answer in time; what it began may still be carried out.")
        : cause;
  }

  private Publication encode(SendRequest request, String correlation, String event, Object body) {
    return publications.json(replies(request), event, body, Map.of(CORRELATION, correlation));
  }

  private static boolean isValid(@Nullable String correlation) {
    return correlation != null && !correlation.isEmpty() && correlation.length() <= MAX_CORRELATION;
  }

  private static boolean listens(SendRequest request) {
    String replies = replies(request);
    return request.session().subscriptions().stream()
        .anyMatch(subscription -> subscription.routingKey().equals(replies));
  }

  private static String replies(SendRequest request) {
    return UserMessages.routingKey(request.caller().user(), "replies");
  }
}
