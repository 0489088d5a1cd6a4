package io.switchboard.outbound;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the calls to one host to a number at once and a number a second; the others wait in order,
 * without a thread. Calls start on the thread that asks, or on that which ends another one.
 */
final class HostLimit {

  private final int concurrency;
  private final int queued;
  private final @Nullable Bucket bucket;
  private final ArrayDeque<Waiting<?>> queue = new ArrayDeque<>();
  private int underWay;
  private boolean starting;
  private boolean timerSet;

  HostLimit(OutboundSettings.PerHost limits) {
    this.concurrency = limits.concurrency();
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

  private record Waiting<T>(Supplier<CompletableFuture<T>> call, CompletableFuture<T> end) {

    void start(Runnable ended) {
      call.get()
          .whenComplete(
              (value, failure) -> {
                ended.run();
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
   * @return how it ends, or {@link OutboundFailure.Reason#QUEUE_FULL}
   */
  <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> call) {
    Waiting<T> waiting = new Waiting<>(call, new CompletableFuture<>());
    synchronized (this) {
      if (queue.size() >= queued + Math.max(0, concurrency - underWay)) {
        return CompletableFuture.failedFuture(
            new OutboundFailure(OutboundFailure.Reason.QUEUE_FULL, null));
      }
      queue.add(waiting);
    }
    startNext();
    return waiting.end;
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
      next.start(this::ended);
    }
  }

  private synchronized @Nullable Waiting<?> take() {
    if (underWay >= concurrency || queue.isEmpty() || !isWithinRate()) {
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

  private void ended() {
    synchronized (this) {
      underWay--;
    }
    startNext();
  }
}
