package io.switchboard.stream;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Polls that wait for something to be published. They end when the service stops, before its web
 * server waits for them: a single one once held up the stop for as long as that may take.
 */
@Component
class Polls implements SmartLifecycle {

  private final Set<CompletableFuture<Void>> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean running;

  /**
   * Completes when that is done, when the time is over, or when the service stops.
   *
   * @param published cancelled when nobody waits any more
   */
  CompletableFuture<Void> await(CompletableFuture<Void> published, Duration time) {
    CompletableFuture<Void> end =
        published.copy().completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS);
    waiting.add(end);
    if (!running) {
      end.complete(null);
    }
    return end.whenComplete(
        (_, _) -> {
          waiting.remove(end);
          published.cancel(false);
        });
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    waiting.forEach(end -> end.complete(null));
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
