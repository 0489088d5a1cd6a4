package io.switchboard.log;

import io.switchboard.broker.Publication;
import io.switchboard.shared.ChannelName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Records publications in groups: while one group is committed, the next one gathers, so that the
 * cost of a commit is shared by all who came meanwhile. One writer at a time works for a channel,
 * which keeps the order of its publications; few writers work at all.
 */
@Component
class GroupCommit {

  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  private static final int WRITERS = 4;
  private static final int MAX_ENTRIES = 1_000;
  private static final int MAX_CHANNELS = 200;
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final LogWriter writer;
  private final Map<ChannelName, ArrayDeque<Waiting>> queues = new HashMap<>();
  private final LinkedHashSet<ChannelName> ready = new LinkedHashSet<>();
  private final Set<ChannelName> writing = new HashSet<>();
  private int writers;

  GroupCommit(LogWriter writer) {
    this.writer = writer;
  }

  private record Waiting(LogEntry entry, CompletableFuture<Publication> recorded) {}

  /**
   * Queues an entry. Entries of one channel are recorded in the order of these calls.
   *
   * @return the publication with its position, once it is committed and handed out
   */
  CompletableFuture<Publication> add(LogEntry entry) {
    Waiting waiting = new Waiting(entry, new CompletableFuture<>());
    boolean start;
    synchronized (this) {
      queues.computeIfAbsent(entry.channel(), _ -> new ArrayDeque<>()).add(waiting);
      if (!writing.contains(entry.channel())) {
        ready.add(entry.channel());
      }
      start = !ready.isEmpty() && writers < WRITERS;
      if (start) {
        writers++;
      }
    }
    if (start) {
      Thread.ofVirtual().name("log-writer").start(this::write);
    }
    return waiting.recorded;
  }

  private void write() {
    for (List<Waiting> group = take(); !group.isEmpty(); group = take()) {
      try {
        record(group);
      } finally {
        release(group);
      }
    }
  }

  private synchronized List<Waiting> take() {
    List<Waiting> group = new ArrayList<>();
    int channels = 0;
    int bytes = 0;
    while (!ready.isEmpty() && channels++ < MAX_CHANNELS) {
      ChannelName channel = ready.removeFirst();
      writing.add(channel);
      ArrayDeque<Waiting> queue = queues.getOrDefault(channel, new ArrayDeque<>());
      while (!queue.isEmpty() && group.size() < MAX_ENTRIES && bytes < MAX_BYTES) {
        Waiting next = queue.remove();
        bytes += next.entry.weight();
        group.add(next);
      }
      if (group.size() >= MAX_ENTRIES || bytes >= MAX_BYTES) {
        break;
      }
    }
    if (group.isEmpty()) {
      writers--;
    }
    return group;
  }

  private synchronized void release(List<Waiting> group) {
    for (Waiting waiting : group) {
      ChannelName channel = waiting.entry.channel();
      if (writing.remove(channel)) {
        ArrayDeque<Waiting> queue = queues.get(channel);
        if (queue == null || queue.isEmpty()) {
          queues.remove(channel);
        } else {
          ready.add(channel);
        }
      }
    }
  }

  /** A counter that somebody else holds is waited for alone, so that it delays no other channel. */
  private void record(List<Waiting> group) {
    Map<ChannelName, List<Waiting>> alone = new HashMap<>();
    try {
      List<LogEntry> entries = group.stream().map(Waiting::entry).toList();
      Map<LogEntry, Publication> recorded = writer.recordFree(entries);
      for (Waiting waiting : group) {
        Publication publication = recorded.get(waiting.entry);
        if (publication == null) {
          alone.computeIfAbsent(waiting.entry.channel(), _ -> new ArrayList<>()).add(waiting);
        } else {
          waiting.recorded.complete(publication);
        }
      }
    } catch (RuntimeException failure) {
      log.debug("A group of {} was not recorded", group.size(), failure);
      group.forEach(waiting -> waiting.recorded.completeExceptionally(failure));
      return;
    }
    alone.values().forEach(this::recordAlone);
  }

  private void recordAlone(List<Waiting> waiting) {
    try {
      List<Publication> recorded =
          writer.recordWaiting(waiting.stream().map(Waiting::entry).toList());
      for (int i = 0; i < recorded.size(); i++) {
        waiting.get(i).recorded.complete(recorded.get(i));
      }
    } catch (RuntimeException failure) {
      waiting.forEach(each -> each.recorded.completeExceptionally(failure));
    }
  }
}
