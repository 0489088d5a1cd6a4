package io.switchboard.log;

import io.switchboard.broker.Publication;
import io.switchboard.shared.ChannelName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.stereotype.Component;

/**
 * Records publications in groups: while one group is committed, the next one gathers, so that the
 * cost of a commit is shared by all who came meanwhile. One writer at a time works for a channel,
 * which keeps the order of its publications. Two writers are enough to keep the database busy; more
 * of them would only make the groups smaller.
 *
 * <p>A counter that somebody else holds is waited for on a thread of its own, so that it delays no
 * other channel.
 */
@Component
class GroupCommit {

  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  private static final int WRITERS = 2;
  private static final int MAX_ENTRIES = 1_000;
  private static final int MAX_CHANNELS = 200;
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  /** Connections that may wait for counters; others are for those who need not wait. */
  private static final int WAITING_WRITERS = 3;

  private final LogWriter writer;
  private final Map<ChannelName, ArrayDeque<Waiting>> queues = new HashMap<>();
  private final LinkedHashSet<ChannelName> ready = new LinkedHashSet<>();
  private final Set<ChannelName> writing = new HashSet<>();
  private final Map<Key, Waiting> underWay = new HashMap<>();
  private final Semaphore waitingWriters = new Semaphore(WAITING_WRITERS, true);
  private int writers;

  GroupCommit(LogWriter writer) {
    this.writer = writer;
  }

  /** What tells an entry from all others: a repetition has the same. */
  private record Key(ChannelName channel, String id) {}

  /** An entry until it is recorded. */
  private final class Waiting extends CompletableFuture<Publication> {

    private final LogEntry entry;
    private final Key key;
    private boolean taken;

    Waiting(LogEntry entry) {
      this.entry = entry;
      this.key = new Key(entry.channel(), entry.publication().id());
    }

    LogEntry entry() {
      return entry;
    }

    /** Withdraws the entry if no writer has it yet; else it goes its way. */
    @Override
    public boolean cancel(boolean mayInterrupt) {
      synchronized (GroupCommit.this) {
        if (taken) {
          return false;
        }
        underWay.remove(key, this);
      }
      return super.cancel(mayInterrupt);
    }

    /** False if nobody wants it any more. To be called under the lock. */
    boolean claim() {
      taken = !isCancelled();
      return taken;
    }
  }

  /**
   * Queues an entry. Entries of one channel are recorded in the order of these calls. One that is
   * under way already is not recorded twice.
   *
   * @return the publication with its position, once it is committed and handed out; cancelling it
   *     withdraws the entry unless it is being recorded
   */
  CompletableFuture<Publication> add(LogEntry entry) {
    Waiting waiting = new Waiting(entry);
    synchronized (this) {
      Waiting same = underWay.putIfAbsent(waiting.key, waiting);
      if (same != null) {
        return same;
      }
      queues.computeIfAbsent(entry.channel(), _ -> new ArrayDeque<>()).add(waiting);
      if (!writing.contains(entry.channel())) {
        ready.add(entry.channel());
        startWriter();
      }
    }
    return waiting;
  }

  /** The entry of that publication, if it waits or is being recorded. */
  synchronized Optional<CompletableFuture<Publication>> underWay(ChannelName channel, String id) {
    return Optional.ofNullable(underWay.get(new Key(channel, id)));
  }

  private void startWriter() {
    if (writers < WRITERS && !ready.isEmpty()) {
      writers++;
      Thread.ofVirtual().name("log-writer").start(this::write);
    }
  }

  private void write() {
    for (Map<ChannelName, List<Waiting>> group = take(); !group.isEmpty(); group = take()) {
      Map<ChannelName, List<Waiting>> held = record(group);
      group.keySet().removeAll(held.keySet());
      release(group.keySet());
      held.forEach(
          (channel, waiting) ->
              Thread.ofVirtual()
                  .name("log-writer-waiting")
                  .start(
                      () -> {
                        recordWaiting(waiting);
                        release(Set.of(channel));
                      }));
    }
  }

  /** What the writer works on next; empty if it may end. */
  private synchronized Map<ChannelName, List<Waiting>> take() {
    Map<ChannelName, List<Waiting>> group = new LinkedHashMap<>();
    int entries = 0;
    int bytes = 0;
    while (!ready.isEmpty()
        && group.size() < MAX_CHANNELS
        && entries < MAX_ENTRIES
        && bytes < MAX_BYTES) {
      ChannelName channel = ready.removeFirst();
      writing.add(channel);
      ArrayDeque<Waiting> queue = queues.getOrDefault(channel, new ArrayDeque<>());
      List<Waiting> some = new ArrayList<>(queue.size());
      while (!queue.isEmpty() && entries < MAX_ENTRIES && bytes < MAX_BYTES) {
        Waiting next = queue.remove();
        if (next.claim()) {
          entries++;
          bytes += next.entry.weight();
          some.add(next);
        }
      }
      group.put(channel, some);
    }
    if (group.isEmpty()) {
      writers--;
    }
    return group;
  }

  private synchronized void release(Set<ChannelName> channels) {
    for (ChannelName channel : channels) {
      writing.remove(channel);
      ArrayDeque<Waiting> queue = queues.get(channel);
      if (queue == null || queue.isEmpty()) {
        queues.remove(channel);
      } else {
        ready.add(channel);
      }
    }
    startWriter();
  }

  /** Records the group but for the channels whose counters somebody holds, which it returns. */
  private Map<ChannelName, List<Waiting>> record(Map<ChannelName, List<Waiting>> group) {
    Map<ChannelName, List<Waiting>> held = new HashMap<>();
    record(group.values().stream().flatMap(List::stream).toList(), held, true);
    return held;
  }

  /**
   * An entry that cannot be recorded must not fail strangers: a group that fails is halved until
   * the culprit is alone. The loser of a deadlock tries once more.
   */
  private void record(
      List<Waiting> group, Map<ChannelName, List<Waiting>> held, boolean firstAttempt) {
    try {
      Map<LogEntry, Publication> recorded =
          writer.recordFree(group.stream().map(Waiting::entry).toList());
      end(group.stream().filter(waiting -> recorded.containsKey(waiting.entry)).toList());
      for (Waiting waiting : group) {
        Publication publication = recorded.get(waiting.entry);
        if (publication == null) {
          held.computeIfAbsent(waiting.entry.channel(), _ -> new ArrayList<>()).add(waiting);
        } else {
          waiting.complete(publication);
        }
      }
    } catch (ConcurrencyFailureException lost) {
      if (firstAttempt) {
        record(group, held, false);
      } else {
        fail(group, lost);
      }
    } catch (NonTransientDataAccessException wrong) {
      if (group.size() == 1 || wrong instanceof NonTransientDataAccessResourceException) {
        fail(group, wrong);
      } else {
        int half = group.size() / 2;
        record(group.subList(0, half), held, true);
        record(group.subList(half, group.size()), held, true);
      }
    } catch (Throwable failure) {
      fail(group, failure);
    }
  }

  private void recordWaiting(List<Waiting> waiting) {
    waitingWriters.acquireUninterruptibly();
    try {
      List<Publication> recorded =
          writer.recordWaiting(waiting.stream().map(Waiting::entry).toList());
      end(waiting);
      for (int i = 0; i < recorded.size(); i++) {
        waiting.get(i).complete(recorded.get(i));
      }
    } catch (Throwable failure) {
      fail(waiting, failure);
    } finally {
      waitingWriters.release();
    }
  }

  /** Whatever it was, nobody waits for ever. */
  private void fail(List<Waiting> waiting, Throwable failure) {
    log.debug("{} publications were not recorded", waiting.size(), failure);
    end(waiting);
    waiting.forEach(each -> each.completeExceptionally(failure));
  }

  /** Before they complete, so that a repetition of what failed is a new entry. */
  private synchronized void end(List<Waiting> waiting) {
    waiting.forEach(each -> underWay.remove(each.key, each));
  }
}
