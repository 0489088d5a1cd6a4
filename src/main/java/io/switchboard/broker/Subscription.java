package io.switchboard.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One subscription of one session. Between registration and {@link #open} its publications are
 * collected, so that a RECEIPT, a state or a replay can be put before them without a gap.
 */
public final class Subscription {

  /** More bytes than this while opening mean that the opening hangs; the client starts over. */
  private static final int MAX_COLLECTED = 4 * 1024 * 1024;

  /** What a publication costs beside its body, in bytes. */
  private static final int OVERHEAD = 400;

  private final ClientSession session;
  private final String id;
  private final String destination;
  private final String routingKey;
  private final @Nullable Set<String> events;
  private final boolean signals;

  private @Nullable List<Publication> collected = new ArrayList<>();
  private int collectedBytes;
  private volatile boolean open;

  /** Where it is registered; {@code null} with Spring's brokers. */
  volatile @Nullable Topic topic;

  /** Where it stands in its topic's array; guarded by the topic. */
  int slot = -1;

  /** The last of its topic's publications that it does not get; guarded by the topic. */
  long after;

  /**
   * @param id the client's subscription id
   * @param destination as the client wrote it, and as it reads it in each MESSAGE
   * @param routingKey the destination of the publications it wants
   * @param events only these events, {@code null} for all
   * @param signals whether it also gets what the channel says about itself, such as {@code $head}
   */
  public Subscription(
      ClientSession session,
      String id,
      String destination,
      String routingKey,
      @Nullable Set<String> events,
      boolean signals) {
    this.session = session;
    this.id = id;
    this.destination = destination;
    this.routingKey = routingKey;
    this.events = events;
    this.signals = signals;
  }

  public ClientSession session() {
    return session;
  }

  public String id() {
    return id;
  }

  public String destination() {
    return destination;
  }

  public String routingKey() {
    return routingKey;
  }

  /**
   * Sends the frame and these publications, and goes on collecting what comes.
   *
   * @param receipt an encoded frame, {@code null} for none
   * @return false if the subscription is open already or its client is gone
   */
  public boolean replay(@Nullable ByteBuffer receipt, List<Publication> page) {
    synchronized (this) {
      if (collected == null) {
        return false;
      }
      if (receipt != null) {
        session.offer(receipt, true);
      }
      page.forEach(this::offer);
    }
    session.flush();
    return session.subscription(id) == this;
  }

  /**
   * Lets publications through: first the frame, then {@code first}, then what was collected and
   * passes the filter, then what comes.
   *
   * @param receipt an encoded frame, {@code null} for none
   * @param first publications for this subscription alone
   * @param keep which of the collected ones still count
   */
  public void open(
      @Nullable ByteBuffer receipt, List<Publication> first, Predicate<Publication> keep) {
    synchronized (this) {
      List<Publication> waiting = collected;
      if (waiting == null) {
        return;
      }
      if (receipt != null) {
        session.offer(receipt, true);
      }
      first.forEach(this::offer);
      waiting.stream().filter(keep).forEach(this::offer);
      collected = null;
      open = true;
    }
    session.flush();
  }

  /**
   * Opens with what is true now: nothing published before counts any more, whether it was collected
   * or still waits for its turn. The caller sees to it that nothing is published meanwhile.
   */
  public void openFresh(@Nullable ByteBuffer receipt, List<Publication> first) {
    Topic registered = topic;
    if (registered != null) {
      registered.skipWaiting(this);
    }
    open(receipt, first, _ -> false);
  }

  /** Whether it is open and gets all that its destination's others get, signals aside. */
  boolean takesAll(String published) {
    return open && events == null && destination.equals(published);
  }

  /** What it has in common with those that get the same bytes. */
  Object sharedBy() {
    return session.encoder().sharedBy(this);
  }

  List<EncodedFrame> encode(List<Publication> publications) {
    return session.encoder().encode(publications, this);
  }

  /**
   * Queues on the session; the caller flushes.
   *
   * @return false if its filter keeps the publication from it
   */
  boolean deliver(Publication publication) {
    if (!open) {
      synchronized (this) {
        if (collected != null) {
          collect(publication, collected);
          return wants(publication);
        }
      }
    }
    return offer(publication);
  }

  private void collect(Publication publication, List<Publication> waiting) {
    collectedBytes += OVERHEAD + publication.body().length;
    if (collectedBytes <= MAX_COLLECTED) {
      waiting.add(publication);
    } else {
      session.close(CloseCode.POSITION_LOST);
    }
  }

  private boolean offer(Publication publication) {
    if (wants(publication)) {
      session.encoder().encode(List.of(publication), this).forEach(session::offer);
      return true;
    }
    EncodedFrame instead = session.encoder().skipped(publication, this);
    if (instead != null) {
      session.offer(instead);
    }
    return false;
  }

  private boolean wants(Publication publication) {
    return publication.isSignal()
        ? signals
        : events == null || events.contains(publication.event());
  }
}
