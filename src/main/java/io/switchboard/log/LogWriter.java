package io.switchboard.log;

import io.switchboard.broker.Broker;
import io.switchboard.broker.Publication;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Records entries and hands them out after the commit: to this node's feeds in the order of their
 * offsets, to the other nodes as a hint. The counters are locked last and in the order of their
 * names, so that no two writers wait for each other.
 */
@Component
class LogWriter {

  private final LogStore store;
  private final Feeds feeds;
  private final Broker broker;
  private final Epoch epoch;
  private final LogMetrics metrics;
  private final TransactionTemplate transaction;

  LogWriter(
      LogStore store,
      Feeds feeds,
      Broker broker,
      Epoch epoch,
      LogMetrics metrics,
      TransactionTemplate transaction) {
    this.store = store;
    this.feeds = feeds;
    this.broker = broker;
    this.epoch = epoch;
    this.metrics = metrics;
    this.transaction = transaction;
  }

  /**
   * Records those entries whose counters nobody holds.
   *
   * @return what was recorded, by entry; the others have to wait for their counter
   */
  Map<LogEntry, Publication> recordFree(List<LogEntry> entries) {
    Map<LogEntry, Publication> recorded = recordCounted(entries);
    List<LogEntry> left = entries.stream().filter(entry -> !recorded.containsKey(entry)).toList();
    if (!left.isEmpty()) {
      Set<ChannelName> made = store.makeCounters(channels(left));
      recorded.putAll(
          recordCounted(left.stream().filter(entry -> made.contains(entry.channel())).toList()));
    }
    return recorded;
  }

  private Map<LogEntry, Publication> recordCounted(List<LogEntry> entries) {
    Map<LogEntry, Publication> recorded = new IdentityHashMap<>();
    if (entries.isEmpty()) {
      return recorded;
    }
    transaction.executeWithoutResult(
        _ -> {
          Map<ChannelName, Long> heads = store.lockFree(channels(entries));
          List<LogEntry> free =
              entries.stream().filter(entry -> heads.containsKey(entry.channel())).toList();
          if (!free.isEmpty()) {
            List<Publication> publications = insert(free, heads);
            for (int i = 0; i < free.size(); i++) {
              recorded.put(free.get(i), publications.get(i));
            }
          }
        });
    handOut(entries.stream().map(recorded::get).filter(Objects::nonNull).toList());
    return recorded;
  }

  /** Records entries, and waits for whoever holds one of their counters. */
  List<Publication> recordWaiting(List<LogEntry> entries) {
    store.makeCounters(channels(entries));
    List<Publication> recorded =
        Objects.requireNonNull(
            transaction.execute(_ -> insert(entries, store.lock(channels(entries)))));
    handOut(recorded);
    return recorded;
  }

  /** Records within the caller's transaction, and hands out when that has committed. */
  List<Publication> recordWithin(List<LogEntry> entries) {
    store.makeCounters(channels(entries));
    List<Publication> recorded = insert(entries, store.lock(channels(entries)));
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            handOut(recorded);
          }
        });
    return recorded;
  }

  private List<Publication> insert(List<LogEntry> entries, Map<ChannelName, Long> heads) {
    List<Publication> recorded = store.insert(entries, heads, epoch.current());
    Map<ChannelName, Retention> retentions = new HashMap<>();
    entries.forEach(entry -> retentions.put(entry.channel(), entry.retention()));
    Map<ChannelName, Long> newHeads = new HashMap<>();
    for (Publication publication : recorded) {
      newHeads.put(ChannelLog.channel(publication), offset(publication));
    }
    retentions.forEach(
        (channel, retention) ->
            cut(
                channel,
                retention,
                heads.getOrDefault(channel, 0L),
                Objects.requireNonNull(newHeads.get(channel))));
    return recorded;
  }

  private void cut(ChannelName channel, Retention retention, long before, long after) {
    if (before / retention.step() != after / retention.step() && after > retention.size()) {
      store.cut(channel, after - retention.size());
    }
  }

  private void handOut(List<Publication> recorded) {
    metrics.recorded(recorded.size());
    Map<ChannelName, List<Publication>> byChannel = new LinkedHashMap<>();
    for (Publication publication : recorded) {
      byChannel
          .computeIfAbsent(ChannelLog.channel(publication), _ -> new ArrayList<>())
          .add(publication);
    }
    byChannel.forEach(feeds::accept);
    recorded.forEach(broker::broadcast);
  }

  private static Set<ChannelName> channels(List<LogEntry> entries) {
    return entries.stream().map(LogEntry::channel).collect(Collectors.toSet());
  }

  private static long offset(Publication publication) {
    Position position = publication.position();
    return position == null ? 0 : position.offset();
  }
}
