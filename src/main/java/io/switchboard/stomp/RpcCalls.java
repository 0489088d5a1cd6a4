package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Runs the methods that clients call, each on a virtual thread of its own, so that a slow one holds
 * up neither the socket nor the session's other calls.
 */
@Component
class RpcCalls {

  private final Executor threads = call -> Thread.ofVirtual().name("rpc").start(call);

  /** How many calls run, by session id; no entry for none. */
  private final ConcurrentHashMap<String, Integer> running = new ConcurrentHashMap<>();

  private final StompSettings settings;

  RpcCalls(StompSettings settings) {
    this.settings = settings;
  }

  /**
   * Starts a call. One that takes too long is not interrupted, since an interrupt in the middle of
   * a file's write closes an H2 database; it counts until it ends, and its result is dropped.
   *
   * @return the result, the method's failure, {@link java.util.concurrent.TimeoutException}, or
   *     {@link ErrorCode#LIMIT_EXCEEDED} if the session has too many calls running
   */
  <T> CompletableFuture<T> start(String sessionId, Supplier<T> method) {
    int limit = settings.maxCalls();
    if (running.merge(sessionId, 1, Integer::sum) > limit) {
      ended(sessionId);
      return CompletableFuture.failedFuture(
          new Refused(
              ErrorCode.LIMIT_EXCEEDED,
              "A session calls at most " + limit + " methods at once; wait for an answer."));
    }
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return method.get();
              } finally {
                ended(sessionId);
              }
            },
            threads)
        .orTimeout(settings.rpcTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void ended(String sessionId) {
    running.computeIfPresent(sessionId, (_, count) -> count > 1 ? count - 1 : null);
  }
}
