package io.switchboard.outbound;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the calls to one host to a number at once and a number a second; the others wait in order,
 * without a thread. Calls start on the thread that asks, or on that which ends another one.
 *
 * <p>The host can say that these are too many: then half as many go at once, and with each full
 * round of answers that do not say so one more, up to the limit again. (Additive increase,
 * multiplicative decrease, as TCP's congestion avoidance.)
 */
final class HostLimit {

  private static final int SECONDS_AHEAD = 5;

  private final int concurrency;
  private final int rate;
  private final int queued;
  private final @Nullable Bucket bucket;
  private final ArrayDeque<Waiting<?>> queue = new ArrayDeque<>();
  private double allowed;
  private int slowdowns;
  private int underWay;
  private boolean starting;
  private boolean timerSet;

  HostLimit(OutboundSettings.PerHost limits) {
    this.concurrency = limits.concurrency();
    this.allowed = concurrency;
    this.rate = limits.rate();
    this.queued = limits.queued();
    this.bucket =
        limits.rate() == 0
            ? null
            : Bucket.builder()
                .addLimit(
                    limit ->
                        limit
                            .capacity(limits.burst())
                            .refillGreedy(limits.rate(), Duration.ofSeconds(1)))
                .withNanosecondPrecision()
                .build();
  }

  /** What an end says about how much goes at once; a call that was not made says nothing. */
  private enum Said {
    TOO_MANY,
    FINE,
    NOTHING
  }

  private record Waiting<T>(
      Supplier<CompletableFuture<T>> call,
      Predicate<T> tooMany,
      long deadline,
      CompletableFuture<T> end) {

    void start(Consumer<Said> ended) {
      CompletableFuture<T> made =
          System.nanoTime() - deadline > 0 ? CompletableFuture.failedFuture(full()) : call.get();
      made.whenComplete(
          (value, failure) -> {
            ended.accept(
                failure != null ? Said.NOTHING : tooMany.test(value) ? Said.TOO_MANY : Said.FINE);
            if (failure == null) {
              end.complete(value);
            } else {
              end.completeExceptionally(failure);
            }
          });
    }
  }

  /**
   * Makes the call when its turn comes.
   *
   * @param call returns at once and throws nothing
   * @param within how long its turn may take to come
   * @param tooMany whether the host says so
   * @return how it ends, or {@link OutboundFailure.Reason#QUEUE_FULL}
   */
  <T> CompletableFuture<T> run(
      Supplier<CompletableFuture<T>> call, Duration within, Predicate<T> tooMany) {
    Waiting<T> waiting =
        new Waiting<>(
            call, tooMany, System.nanoTime() + within.toNanos(), new CompletableFuture<>());
    synchronized (this) {
      if (queue.size() >= queued + Math.max(0, concurrency - underWay)) {
        return CompletableFuture.failedFuture(full());
      }
      queue.add(waiting);
    }
    startNext();
    return waiting.end;
  }

  /** How many calls keep it busy, some of them waiting. */
  int capacity() {
    int busy = 2 * concurrency;
    return rate == 0 ? busy : Math.min(busy, SECONDS_AHEAD * rate);
  }

  private static OutboundFailure full() {
    return new OutboundFailure(OutboundFailure.Reason.QUEUE_FULL, null);
  }

  /** A call that ends at once must not start the next one on top of its own stack. */
  private void startNext() {
    synchronized (this) {
      if (starting) {
        return;
      }
      starting = true;
    }
    for (Waiting<?> next = take(); next != null; next = take()) {
      int startedAfter = slowdowns();
      next.start(said -> ended(said, startedAfter));
    }
  }

  private synchronized @Nullable Waiting<?> take() {
    if (underWay >= (int) allowed || queue.isEmpty() || !isWithinRate()) {
      starting = false;
      return null;
    }
    underWay++;
    return queue.remove();
  }

  private boolean isWithinRate() {
    if (bucket == null) {
      return true;
    }
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed() && !timerSet) {
      timerSet = true;
      Executor later =
          CompletableFuture.delayedExecutor(probe.getNanosToWaitForRefill(), TimeUnit.NANOSECONDS);
      later.execute(this::refilled);
    }
    return probe.isConsumed();
  }

  private void refilled() {
    synchronized (this) {
      timerSet = false;
    }
    startNext();
  }

  private synchronized int slowdowns() {
    return slowdowns;
  }

  private void ended(Said said, int startedAfter) {
    synchronized (this) {
      underWay--;
      if (said == Said.FINE) {
        allowed = Math.min(concurrency, allowed + 1 / allowed);
      } else if (said == Said.TOO_MANY && startedAfter == slowdowns) {
        // What started before says nothing about the number since.
        slowdowns++;
        allowed = Math.max(1, allowed / 2);
      }
    }
    startNext();
  }
}
