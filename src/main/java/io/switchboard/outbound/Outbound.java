package io.switchboard.outbound;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes the service's HTTP calls. A call waits for its turn at the host, is not made at all while
 * the host's breaker is open, and goes over a connection of a pool to an address that the filter
 * allows. Redirects are answers like any other. Nothing here blocks; results come on threads of the
 * client, where nothing may block either.
 */
@Component
public class Outbound {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final Set<Integer> HOST_FAILS = Set.of(502, 503, 504);

  private final HttpTransport transport;
  private final Hosts hosts;
  private final OutboundMetrics metrics;
  private final Clock clock;
  private final RandomGenerator random = RandomGenerator.getDefault();

  Outbound(HttpTransport transport, Hosts hosts, OutboundMetrics metrics, Clock clock) {
    this.transport = transport;
    this.hosts = hosts;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Makes the call once.
   *
   * @return the answer, or {@link OutboundFailure}
   */
  public CompletableFuture<OutboundResponse> send(OutboundRequest request) {
    return send(request, Conditions.NONE);
  }

  /**
   * @param judged whether its failure says how the host is; if a stranger chose what is called, it
   *     does not, or he could have the host left alone
   * @param startWithin how long the call may wait for its turn
   * @param wanted asked when its turn comes: whether the call is still to be made; returns at once
   */
  public record Conditions(boolean judged, Duration startWithin, BooleanSupplier wanted) {

    static final Conditions NONE = new Conditions(true, Duration.ofDays(1), () -> true);
  }

  /**
   * Makes the call once, if its turn comes in time.
   *
   * @return the answer, or {@link OutboundFailure}
   */
  public CompletableFuture<OutboundResponse> send(OutboundRequest request, Conditions conditions) {
    Hosts.Host host = hosts.of(request.origin());
    return host.limit()
        .run(
            () -> sendNow(request, host.breaker(), conditions),
            conditions.startWithin(),
            response -> conditions.judged() && response.status() == TOO_MANY_REQUESTS);
  }

  /**
   * How many calls are worth preparing now: none while the host is left alone, one when it may be
   * tried, else some more than go at once, and no more than a few seconds of the allowed rate.
   *
   * @param origin such as {@code https://example.com}
   */
  public int capacity(String origin) {
    Hosts.Host host = hosts.of(origin);
    return Math.min(host.breaker().capacity(), host.limit().capacity());
  }

  /**
   * Makes the call, again if it fails and may be repeated.
   *
   * @return the last answer, or the last {@link OutboundFailure}
   */
  public CompletableFuture<OutboundResponse> send(OutboundRequest request, Retries retries) {
    return attempt(request, retries, 1);
  }

  private CompletableFuture<OutboundResponse> sendNow(
      OutboundRequest request, Breaker breaker, Conditions conditions) {
    if (!conditions.wanted().getAsBoolean()) {
      return unsent(request, OutboundFailure.Reason.WITHDRAWN);
    }
    Breaker.Pass pass = breaker.pass();
    if (pass == Breaker.Pass.NONE) {
      return unsent(request, OutboundFailure.Reason.BREAKER_OPEN);
    }
    long start = System.nanoTime();
    CompletableFuture<OutboundResponse> end = new CompletableFuture<>();
    transport
        .send(request)
        .whenComplete(
            (response, thrown) -> {
              OutboundFailure failure = thrown == null ? null : OutboundFailure.of(thrown);
              judge(breaker, pass, conditions.judged(), fails(response, failure));
              Duration took = Duration.ofNanos(System.nanoTime() - start);
              metrics.ended(request.label(), took, response, failure);
              if (failure == null) {
                end.complete(response);
              } else {
                end.completeExceptionally(failure);
              }
            });
    return end;
  }

  private CompletableFuture<OutboundResponse> unsent(
      OutboundRequest request, OutboundFailure.Reason reason) {
    OutboundFailure failure = new OutboundFailure(reason, null);
    metrics.ended(request.label(), Duration.ZERO, null, failure);
    return CompletableFuture.failedFuture(failure);
  }

  private static boolean fails(
      @Nullable OutboundResponse response, @Nullable OutboundFailure failure) {
    return failure != null || (response != null && HOST_FAILS.contains(response.status()));
  }

  /** That a host answers is true whoever chose what was called, so it ends the pause. */
  private static void judge(Breaker breaker, Breaker.Pass pass, boolean judged, boolean fails) {
    if (judged && fails) {
      breaker.failed();
    } else if (judged || (pass == Breaker.Pass.TRIAL && !fails)) {
      breaker.succeeded();
    } else {
      breaker.undecided(pass);
    }
  }

  private CompletableFuture<OutboundResponse> attempt(
      OutboundRequest request, Retries retries, int number) {
    CompletableFuture<OutboundResponse> once = send(request);
    if (number >= retries.attempts()) {
      return once;
    }
    return once.handle(
            (response, thrown) -> {
              Duration wait = null;
              if (thrown != null) {
                OutboundFailure failure = OutboundFailure.of(thrown);
                wait = retries.mayRepeat(request, failure) ? Duration.ZERO : null;
              } else {
                wait = retries.mayRepeat(request, response, clock.instant());
              }
              return wait == null ? once : again(request, retries, number, wait);
            })
        .thenCompose(next -> next);
  }

  private CompletableFuture<OutboundResponse> again(
      OutboundRequest request, Retries retries, int number, Duration atLeast) {
    Duration delay = retries.backoff().delay(number, random).plus(atLeast);
    Executor later = CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
    Supplier<CompletableFuture<OutboundResponse>> next =
        () -> attempt(request, retries, number + 1);
    return CompletableFuture.supplyAsync(next, later).thenCompose(each -> each);
  }

  /** The failure of a call, from what its future was completed with. */
  public static OutboundFailure failure(Throwable thrown) {
    return OutboundFailure.of(
        thrown instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : thrown);
  }
}
