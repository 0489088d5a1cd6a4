package io.switchboard.log;

import io.switchboard.broker.Publication;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Reads the log, few readers at a time: when thousands of clients come back at once they wait for
 * each other here, and not for a connection that others need as well.
 */
@Component
class LogReader {

  /** For a request that somebody waits for. */
  static final Duration BRIEFLY = Duration.ofSeconds(1);

  /** For one of thousands of clients that came back at once. */
  static final Duration PATIENTLY = Duration.ofSeconds(20);

  private static final int READERS = 3;

  private final LogStore store;
  private final Epoch epoch;
  private final Semaphore permits = new Semaphore(READERS, true);
  private final ConcurrentHashMap<Stretch, CompletableFuture<List<Publication>>> underWay =
      new ConcurrentHashMap<>();

  LogReader(LogStore store, Epoch epoch) {
    this.store = store;
    this.epoch = epoch;
  }

  private record Stretch(ChannelName channel, long after, long upTo, int limit) {}

  long head(ChannelName channel) {
    awaitTurn(BRIEFLY);
    try {
      return store.head(channel);
    } finally {
      permits.release();
    }
  }

  /**
   * Publications after an offset, and not after another, oldest first. What is recorded never
   * changes, so all who ask for the same while it is read share one answer.
   *
   * @param patience how long to wait for one's turn
   */
  List<Publication> read(ChannelName channel, long after, long upTo, int limit, Duration patience) {
    Stretch stretch = new Stretch(channel, after, upTo, limit);
    CompletableFuture<List<Publication>> mine = new CompletableFuture<>();
    CompletableFuture<List<Publication>> theirs = underWay.putIfAbsent(stretch, mine);
    if (theirs != null) {
      return joined(theirs);
    }
    try {
      mine.complete(readNow(stretch, patience));
    } catch (Throwable failure) {
      mine.completeExceptionally(failure);
    } finally {
      underWay.remove(stretch);
    }
    return joined(mine);
  }

  Optional<Publication> find(ChannelName channel, String id) {
    return store.find(channel, channel.destination(), epoch.current(), id).stream().findFirst();
  }

  private List<Publication> readNow(Stretch stretch, Duration patience) {
    awaitTurn(patience);
    try {
      return store.read(
          stretch.channel,
          stretch.channel.destination(),
          epoch.current(),
          stretch.after,
          stretch.upTo,
          stretch.limit);
    } finally {
      permits.release();
    }
  }

  private void awaitTurn(Duration patience) {
    try {
      if (permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw new Refused(ErrorCode.UNAVAILABLE, "Too many are reading; try again.");
  }

  private static List<Publication> joined(CompletableFuture<List<Publication>> reading) {
    try {
      return reading.join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
    }
  }
}
