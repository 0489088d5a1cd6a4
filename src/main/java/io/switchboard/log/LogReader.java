package io.switchboard.log;

import io.switchboard.broker.Publication;
import io.switchboard.shared.ChannelName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * Reads the log, few readers at a time: when thousands of clients come back at once they wait for
 * each other here, and not for a connection that others need as well.
 */
@Component
class LogReader {

  private static final int READERS = 4;

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
    permits.acquireUninterruptibly();
    try {
      return store.head(channel);
    } finally {
      permits.release();
    }
  }

  /**
   * Publications after an offset, and not after another, oldest first. What is recorded never
   * changes, so all who ask for the same while it is read share one answer.
   */
  List<Publication> read(ChannelName channel, long after, long upTo, int limit) {
    Stretch stretch = new Stretch(channel, after, upTo, limit);
    CompletableFuture<List<Publication>> mine = new CompletableFuture<>();
    CompletableFuture<List<Publication>> theirs = underWay.putIfAbsent(stretch, mine);
    if (theirs != null) {
      return joined(theirs);
    }
    try {
      mine.complete(readNow(stretch));
    } catch (RuntimeException failure) {
      mine.completeExceptionally(failure);
    } finally {
      underWay.remove(stretch);
    }
    return joined(mine);
  }

  Optional<Publication> find(ChannelName channel, String id) {
    return store.find(channel, ChannelLog.destination(channel), epoch.current(), id).stream()
        .findFirst();
  }

  private List<Publication> readNow(Stretch stretch) {
    permits.acquireUninterruptibly();
    try {
      return store.read(
          stretch.channel,
          ChannelLog.destination(stretch.channel),
          epoch.current(),
          stretch.after,
          stretch.upTo,
          stretch.limit);
    } finally {
      permits.release();
    }
  }

  private static List<Publication> joined(CompletableFuture<List<Publication>> reading) {
    try {
      return reading.join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
    }
  }
}
