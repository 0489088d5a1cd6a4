package io.switchboard.log;

import io.switchboard.broker.Publication;
import io.switchboard.broker.PublicationFactory;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.Position;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * What the log does by itself: channels that are silent are compared with the log, which shows what
 * a lost hint of another node concealed, and tell their listeners where they stand; publications
 * whose time is over are deleted.
 */
@Component
class LogClock {

  private static final Logger log = LoggerFactory.getLogger(LogClock.class);
  private static final String HEAD = "$head";
  private static final int CHANNELS_AT_ONCE = 500;
  private static final int DELETED_AT_ONCE = 2_000;

  private final Feeds feeds;
  private final LogStore store;
  private final Epoch epoch;
  private final PublicationFactory publications;
  private final LogSettings settings;
  private final Clock clock;
  private final Semaphore cleaning = new Semaphore(1);

  LogClock(
      Feeds feeds,
      LogStore store,
      Epoch epoch,
      PublicationFactory publications,
      LogSettings settings,
      Clock clock) {
    this.feeds = feeds;
    this.store = store;
    this.epoch = epoch;
    this.publications = publications;
    this.settings = settings;
    this.clock = clock;
  }

  @Scheduled(fixedDelay = 1000)
  void tick() {
    try {
      if (epoch.refresh()) {
        feeds.restart();
      }
      feeds.repairAll();
      check(silent(System.nanoTime()));
    } catch (DataAccessException unavailable) {
      log.debug("The log cannot be read; beacons wait", unavailable);
    }
  }

  private Map<ChannelName, Feed> silent(long now) {
    Map<ChannelName, Feed> silent = new HashMap<>();
    feeds.forEach(
        (channel, feed) -> {
          if (feed.silentFor(settings.beacon().toNanos(), now)) {
            silent.put(channel, feed);
          }
        });
    return silent;
  }

  private void check(Map<ChannelName, Feed> silent) {
    List<ChannelName> channels = List.copyOf(silent.keySet());
    for (int i = 0; i < channels.size(); i += CHANNELS_AT_ONCE) {
      List<ChannelName> some = channels.subList(i, Math.min(channels.size(), i + CHANNELS_AT_ONCE));
      Map<ChannelName, Long> heads = store.heads(some);
      some.forEach(channel -> feeds.reaches(channel, heads.getOrDefault(channel, 0L)));
    }
    long now = System.nanoTime();
    silent.forEach(
        (channel, feed) ->
            feed.beacon(settings.beacon().toNanos(), now, head -> signal(channel, head)));
  }

  private Publication signal(ChannelName channel, long head) {
    Position position = new Position(epoch.current(), head);
    return publications.json(channel.destination(), HEAD, position).at(position);
  }

  /** On a thread of its own: the scheduler's are for what must not wait. */
  @Scheduled(fixedDelayString = "${switchboard.log.cleanup:1m}")
  void cleanUp() {
    if (cleaning.tryAcquire()) {
      Thread.ofVirtual().name("log-cleanup").start(this::deleteExpired);
    }
  }

  private void deleteExpired() {
    try {
      int deleted = DELETED_AT_ONCE;
      while (deleted == DELETED_AT_ONCE) {
        deleted = store.deleteExpired(clock.instant(), DELETED_AT_ONCE);
      }
    } catch (DataAccessException unavailable) {
      log.debug("Nothing could be deleted this time", unavailable);
    } finally {
      cleaning.release();
    }
  }
}
