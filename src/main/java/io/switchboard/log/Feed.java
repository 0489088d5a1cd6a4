package io.switchboard.log;

import io.switchboard.broker.Broker;
import io.switchboard.broker.Publication;
import io.switchboard.shared.Position;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * The live end of one channel's log on this node: hands publications to the channel's subscribers
 * strictly by offset. One that comes early waits for those before it, one that comes again is
 * dropped. Pure but for the broker it delivers to; {@link Feeds} fills the gaps from the log.
 */
final class Feed {

  /** Early publications that are kept; others are read from the log when it is their turn. */
  private static final int MAX_EARLY = 256;

  private static final long NOT_STARTED = -1;

  private final Broker broker;
  private final TreeMap<Long, Publication> early = new TreeMap<>();
  private final Set<CompletableFuture<Void>> waiters = new LinkedHashSet<>(0);
  private long next = NOT_STARTED;
  private long highest;
  private long lastActivity = System.nanoTime();
  private boolean repairing;
  private boolean retired;

  /** Held while the head is read, so that thousands who come at once read it once. */
  final Object starting = new Object();

  /** How many listen; guarded by {@link Feeds}. */
  int listeners;

  Feed(Broker broker) {
    this.broker = broker;
  }

  /** The offset handed out last, or -1 if it is not known yet. */
  synchronized long head() {
    return next == NOT_STARTED ? -1 : next - 1;
  }

  /**
   * Begins after that offset, unless it has begun.
   *
   * @return the offset handed out last
   */
  synchronized long startAfter(long head) {
    if (next == NOT_STARTED && !retired) {
      next = head + 1;
      early.headMap(next).clear();
      handOutEarly();
    }
    return next == NOT_STARTED ? head : next - 1;
  }

  /** Forgets where it is; whoever waits has to look again. */
  synchronized void restart() {
    next = NOT_STARTED;
    highest = 0;
    early.clear();
    wake();
  }

  /**
   * Takes publications in any order.
   *
   * @return whether some before them are missing
   */
  synchronized boolean accept(List<Publication> publications) {
    if (retired) {
      return false;
    }
    if (next == NOT_STARTED || !continues(publications)) {
      publications.forEach(this::keepEarly);
      handOutEarly();
    } else {
      handOut(publications);
      handOutEarly();
    }
    return isBehind();
  }

  private boolean continues(List<Publication> publications) {
    return early.isEmpty()
        && offset(publications.getFirst()) == next
        && offset(publications.getLast()) == next + publications.size() - 1;
  }

  private void keepEarly(Publication publication) {
    long offset = offset(publication);
    highest = Math.max(highest, offset);
    if (offset >= next) {
      early.put(offset, publication);
      if (early.size() > MAX_EARLY) {
        early.pollLastEntry();
      }
    }
  }

  private void handOutEarly() {
    List<Publication> due = new ArrayList<>(0);
    while (next != NOT_STARTED && !early.isEmpty() && early.firstKey() == next + due.size()) {
      due.add(early.pollFirstEntry().getValue());
    }
    if (!due.isEmpty()) {
      handOut(due);
    }
  }

  private void handOut(List<Publication> publications) {
    next += publications.size();
    lastActivity = System.nanoTime();
    broker.deliver(publications);
    wake();
  }

  private void wake() {
    List<CompletableFuture<Void>> due = List.copyOf(waiters);
    waiters.clear();
    due.forEach(waiter -> waiter.completeAsync(() -> null));
  }

  /** Nobody listens any more: another feed may hand out the same channel now. */
  synchronized void retire() {
    retired = true;
    early.clear();
  }

  /** Whether the caller shall fill the gap; nobody else does meanwhile. */
  synchronized boolean claimRepair() {
    boolean mine = !repairing && isBehind();
    repairing |= mine;
    return mine;
  }

  /** Whether there is still a gap; if not, the claim ends. */
  synchronized boolean needsRepair() {
    repairing = isBehind();
    return repairing;
  }

  /** The claim ends, with or without success. */
  synchronized void giveUpRepair() {
    repairing = false;
  }

  /** The log is known to reach at least so far. */
  synchronized boolean reaches(long head) {
    highest = Math.max(highest, head);
    return isBehind();
  }

  /** Whether publications are missing that the log has. */
  synchronized boolean isBehind() {
    return !retired && next != NOT_STARTED && highest >= next;
  }

  /** The first offset that is missing. */
  synchronized long missingFrom() {
    return next;
  }

  /** The last offset that is missing before one that is here. */
  synchronized long missingTo() {
    return early.isEmpty() ? highest : early.firstKey() - 1;
  }

  /**
   * Completes when something after that offset was handed out, perhaps at once, or at a restart.
   */
  synchronized CompletableFuture<Void> after(long offset) {
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    if (next != NOT_STARTED && next - 1 > offset) {
      waiter.complete(null);
    } else {
      waiters.add(waiter);
    }
    return waiter;
  }

  synchronized void forget(CompletableFuture<Void> waiter) {
    waiters.remove(waiter);
  }

  /** Whether nothing was handed out for so long. */
  synchronized boolean silentFor(long nanos, long now) {
    return next != NOT_STARTED && now - lastActivity >= nanos;
  }

  /**
   * Tells those who asked where the channel stands, if it is still silent and nothing is missing.
   *
   * @param signal makes the publication from the offset that was handed out last
   */
  synchronized void beacon(long nanos, long now, LongFunction<Publication> signal) {
    if (!retired && silentFor(nanos, now) && !isBehind()) {
      lastActivity = System.nanoTime();
      broker.deliver(List.of(signal.apply(next - 1)));
    }
  }

  private static long offset(Publication publication) {
    Position position = publication.position();
    if (position == null) {
      throw new IllegalArgumentException("Not recorded: " + publication.id());
    }
    return position.offset();
  }
}
