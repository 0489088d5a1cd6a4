package io.switchboard.log;

import io.switchboard.broker.Broker;
import io.switchboard.broker.Publication;
import io.switchboard.shared.ChannelName;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The feeds of all channels that somebody on this node listens to. */
@Component
class Feeds {

  private static final Logger log = LoggerFactory.getLogger(Feeds.class);

  /** What is missing mostly is on its way. */
  private static final long PATIENCE_MILLIS = 20;

  private static final int PAGE = 500;

  private final Broker broker;
  private final LogReader reader;
  private final ConcurrentHashMap<ChannelName, Feed> feeds = new ConcurrentHashMap<>();

  Feeds(Broker broker, LogReader reader) {
    this.broker = broker;
    this.reader = reader;
    if (broker.carriesRecorded()) {
      broker.receiveRecorded(
          publication -> accept(ChannelLog.channel(publication), List.of(publication)));
    }
  }

  /** Somebody listens to the channel; to be paired with {@link #release}. */
  void retain(ChannelName channel) {
    feeds.compute(
        channel,
        (_, present) -> {
          Feed feed = present == null ? new Feed(broker) : present;
          feed.listeners++;
          return feed;
        });
  }

  void release(ChannelName channel) {
    feeds.computeIfPresent(
        channel,
        (_, feed) -> {
          if (--feed.listeners > 0) {
            return feed;
          }
          feed.retire();
          return null;
        });
  }

  /**
   * The offset that was handed out last, read from the log if this feed has just begun. What comes
   * after it is handed out to whoever is registered already.
   */
  long head(ChannelName channel) {
    Feed feed = retained(channel);
    synchronized (feed.starting) {
      long known = feed.head();
      if (known >= 0) {
        return known;
      }
      long started = feed.startAfter(reader.head(channel));
      if (feed.isBehind()) {
        repair(channel, feed);
      }
      return started;
    }
  }

  /** As {@link #head}, or -1 if it would have to be read. */
  long knownHead(ChannelName channel) {
    return retained(channel).head();
  }

  CompletableFuture<Void> after(ChannelName channel, long offset) {
    Feed feed = retained(channel);
    CompletableFuture<Void> waiter = feed.after(offset);
    waiter.whenComplete((_, _) -> feed.forget(waiter));
    return waiter;
  }

  /** Whoever asks about a channel listens to it, or has just stopped: then an idle feed will do. */
  private Feed retained(ChannelName channel) {
    Feed feed = feeds.get(channel);
    return feed == null ? new Feed(broker) : feed;
  }

  /** Takes publications of one channel from whoever recorded them. */
  void accept(ChannelName channel, List<Publication> publications) {
    Feed feed = feeds.get(channel);
    if (feed != null && feed.accept(publications)) {
      repair(channel, feed);
    }
  }

  /** Where the log of a channel stands, as somebody saw it. */
  void reaches(ChannelName channel, long head) {
    Feed feed = feeds.get(channel);
    if (feed != null && feed.reaches(head)) {
      repair(channel, feed);
    }
  }

  void forEach(BiConsumer<ChannelName, Feed> action) {
    feeds.forEach(action);
  }

  /** Positions have lost their meaning: everybody starts over. */
  void restart() {
    feeds.forEach(
        (channel, feed) -> {
          feed.restart();
          broker.lose(channel.destination());
        });
  }

  /** Reads what is missing, on a thread of its own, one at a time for each feed. */
  private void repair(ChannelName channel, Feed feed) {
    if (feed.claimRepair()) {
      Thread.ofVirtual().name("feed-repair").start(() -> fillGaps(channel, feed));
    }
  }

  private void fillGaps(ChannelName channel, Feed feed) {
    try {
      Thread.sleep(PATIENCE_MILLIS);
      while (feed.needsRepair()) {
        fillGap(channel, feed);
      }
    } catch (InterruptedException _) {
      feed.giveUpRepair();
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      feed.giveUpRepair();
      log.warn("Cannot read what {} has missed: {}", channel, failure.toString());
    }
  }

  private void fillGap(ChannelName channel, Feed feed) {
    long from = feed.missingFrom();
    List<Publication> missing =
        reader.read(channel, from - 1, feed.missingTo(), PAGE, LogReader.PATIENTLY);
    if (!missing.isEmpty()) {
      feed.accept(missing);
    } else if (feed.missingFrom() == from && feed.isBehind()) {
      log.warn("Channel {} lacks offset {}; its subscribers start over", channel, from);
      feed.restart();
      broker.lose(channel.destination());
    }
  }

  /** Tries again where a gap could not be filled. */
  void repairAll() {
    feeds.forEach(this::repair);
  }
}
