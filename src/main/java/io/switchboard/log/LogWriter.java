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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
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

  private static final Logger log = LoggerFactory.getLogger(LogWriter.class);

  private final LogStore store;
  private final Feeds feeds;
  private final Broker broker;
  private final Epoch epoch;
  private final LogMetrics metrics;
  private final Trimmer trimmer;
  private final TransactionTemplate transaction;

  LogWriter(
      LogStore store,
      Feeds feeds,
      Broker broker,
      Epoch epoch,
      LogMetrics metrics,
      Trimmer trimmer,
      TransactionTemplate transaction) {
    this.store = store;
    this.feeds = feeds;
    this.broker = broker;
    this.epoch = epoch;
    this.metrics = metrics;
    this.trimmer = trimmer;
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
    try {
      if (!left.isEmpty()) {
        Set<ChannelName> made = store.makeCounters(channels(left));
        recorded.putAll(
            recordCounted(left.stream().filter(entry -> made.contains(entry.channel())).toList()));
      }
    } catch (DataAccessException | TransactionException failure) {
      // Those that are recorded are; the others are tried once more, one channel at a time.
      log.debug("Counters could not be made", failure);
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
    committed(entries, entries.stream().map(recorded::get).filter(Objects::nonNull).toList());
    return recorded;
  }

  /** Records entries, and waits for whoever holds one of their counters. */
  List<Publication> recordWaiting(List<LogEntry> entries) {
    store.makeCounters(channels(entries));
    List<Publication> recorded =
        Objects.requireNonNull(
            transaction.execute(_ -> insert(entries, store.lock(channels(entries)))));
    committed(entries, recorded);
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
            committed(entries, recorded);
          }
        });
    return recorded;
  }

  private List<Publication> insert(List<LogEntry> entries, Map<ChannelName, Long> heads) {
    return store.insert(entries, heads, epoch.current());
  }

  private void committed(List<LogEntry> entries, List<Publication> recorded) {
    handOut(recorded);
    Map<ChannelName, Retention> retentions = new HashMap<>();
    entries.forEach(entry -> retentions.put(entry.channel(), entry.retention()));
    for (Publication publication : recorded) {
      ChannelName channel = ChannelLog.channel(publication);
      Retention retention = retentions.get(channel);
      long offset = offset(publication);
      if (retention != null && offset % retention.step() == 0 && offset > retention.size()) {
        trimmer.trim(channel, offset - retention.size());
      }
    }
  }

  /** What is committed is recorded, whatever happens here; a feed that failed reads it again. */
  private void handOut(List<Publication> recorded) {
    metrics.recorded(recorded.size());
    Map<ChannelName, List<Publication>> byChannel = new LinkedHashMap<>();
    for (Publication publication : recorded) {
      byChannel
          .computeIfAbsent(ChannelLog.channel(publication), _ -> new ArrayList<>())
          .add(publication);
    }
    byChannel.forEach(this::handOut);
  }

  private void handOut(ChannelName channel, List<Publication> publications) {
    try {
      feeds.accept(channel, publications);
      publications.forEach(broker::broadcast);
    } catch (RuntimeException failure) {
      log.error("Publications of {} were recorded and not all handed out", channel, failure);
      feeds.reaches(channel, offset(publications.getLast()));
    }
  }

  private static Set<ChannelName> channels(List<LogEntry> entries) {
    return entries.stream().map(LogEntry::channel).collect(Collectors.toSet());
  }

  private static long offset(Publication publication) {
    Position position = publication.position();
    return position == null ? 0 : position.offset();
  }
}
