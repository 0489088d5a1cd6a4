package io.switchboard.log;

import io.switchboard.broker.PublicationFactory;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.Position;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private static final int DELETED_AT_ONCE = 5_000;

  private final Feeds feeds;
  private final LogStore store;
  private final Epoch epoch;
  private final PublicationFactory publications;
  private final LogSettings settings;
  private final Clock clock;

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
    Map<ChannelName, Feed> due = new HashMap<>();
    long now = System.nanoTime();
    feeds.forEach(
        (channel, feed) -> {
          if (feed.silentFor(settings.beacon().toNanos(), now)) {
            due.put(channel, feed);
          }
        });
    try {
      check(due);
    } catch (DataAccessException unavailable) {
      log.debug("The log cannot be read; beacons wait", unavailable);
    }
  }

  private void check(Map<ChannelName, Feed> due) {
    if (due.isEmpty()) {
      return;
    }
    if (epoch.refresh()) {
      feeds.restart();
      return;
    }
    List<ChannelName> channels = List.copyOf(due.keySet());
    for (int i = 0; i < channels.size(); i += CHANNELS_AT_ONCE) {
      List<ChannelName> some = channels.subList(i, Math.min(channels.size(), i + CHANNELS_AT_ONCE));
      Map<ChannelName, Long> heads = store.heads(some);
      due.forEach((channel, feed) -> feeds.reaches(channel, heads.getOrDefault(channel, 0L)));
    }
    due.forEach(this::beacon);
  }

  private void beacon(ChannelName channel, Feed feed) {
    long head = feed.head();
    if (head >= 0 && !feed.isBehind()) {
      Position position = new Position(epoch.current(), head);
      feed.beacon(publications.json(ChannelLog.destination(channel), HEAD, position).at(position));
    }
  }

  @Scheduled(fixedDelayString = "${switchboard.log.cleanup:1m}")
  void cleanUp() {
    try {
      while (store.deleteExpired(clock.instant(), DELETED_AT_ONCE) == DELETED_AT_ONCE) {
        log.debug("Deleted {} publications whose time is over", DELETED_AT_ONCE);
      }
    } catch (DataAccessException unavailable) {
      log.debug("Nothing could be deleted this time", unavailable);
    }
  }
}
