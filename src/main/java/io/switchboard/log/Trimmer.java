package io.switchboard.log;

import io.switchboard.shared.ChannelName;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Forgets the oldest publications of channels that have too many, away from the writers and in
 * small steps, so that a channel whose limit was lowered by much is cut as well as any other.
 */
@Component
class Trimmer {

  private static final Logger log = LoggerFactory.getLogger(Trimmer.class);

  private final LogStore store;
  private final ConcurrentHashMap<ChannelName, Long> wanted = new ConcurrentHashMap<>();
  private final Semaphore one = new Semaphore(1);

  Trimmer(LogStore store) {
    this.store = store;
  }

  /** Forgets what the channel has up to that offset, soon. */
  void trim(ChannelName channel, long upTo) {
    if (wanted.merge(channel, upTo, Math::max) == upTo) {
      Thread.ofVirtual().name("log-trimmer").start(() -> trimNow(channel));
    }
  }

  private void trimNow(ChannelName channel) {
    one.acquireUninterruptibly();
    try {
      Long upTo = wanted.remove(channel);
      while (upTo != null && store.cutSome(channel, upTo)) {
        Thread.onSpinWait();
      }
    } catch (DataAccessException failure) {
      log.warn("Channel {} is cut later: {}", channel, failure.toString());
    } finally {
      one.release();
    }
  }
}
