package io.switchboard.broker;

import io.switchboard.shared.Position;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One subscription of one session. Between registration and opening its publications are collected,
 * so that a RECEIPT, a state or a replay can be put before them without a gap.
 */
public final class Subscription {

  /** More bytes than this while opening mean that the opening hangs; the client starts over. */
  private static final int MAX_COLLECTED = 4 * 1024 * 1024;

  /** So many bytes are sent at once; a queue has room for several of them. */
  private static final int SLICE = 32 * 1024;

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
  private volatile boolean ended;

  /** What is recorded up to here the client has, or does not want. */
  private volatile long floor = -1;

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

  /** Sends a frame and goes on collecting; {@code null} sends nothing. */
  public void confirm(@Nullable ByteBuffer receipt) {
    synchronized (this) {
      if (collected == null || ended || receipt == null) {
        return;
      }
      offer(receipt);
    }
    session.flush();
  }

  /**
   * Sends publications before any that was collected, in slices, each after the client took the one
   * before it; goes on collecting.
   *
   * @return false if the subscription has ended or its client is gone
   */
  public boolean replay(List<Publication> page) throws InterruptedException {
    List<EncodedFrame> slice = new ArrayList<>();
    int bytes = 0;
    for (Publication publication : page) {
      for (EncodedFrame frame : frames(publication)) {
        slice.add(frame);
        bytes += frame.bytes().remaining();
      }
      if (bytes >= SLICE) {
        if (!send(slice)) {
          return false;
        }
        slice.clear();
        bytes = 0;
      }
    }
    return send(slice);
  }

  private boolean send(List<EncodedFrame> slice) throws InterruptedException {
    if (!session.beginReplay()) {
      return false;
    }
    try {
      synchronized (this) {
        if (collected == null || ended) {
          return false;
        }
        slice.forEach(session::offer);
      }
      session.flush();
      return session.awaitWritten();
    } finally {
      session.endReplay();
    }
  }

  /**
   * Replays what was collected meanwhile, if it is much, so that little is left for the opening.
   *
   * @param offset what is recorded up to here the client has
   * @return whether there was much; then call it again
   */
  public boolean catchUp(long offset) throws InterruptedException {
    floor = offset;
    List<Publication> waiting;
    synchronized (this) {
      if (collected == null || ended || collectedBytes < SLICE) {
        return false;
      }
      waiting = collected;
      collected = new ArrayList<>();
      collectedBytes = 0;
    }
    return replay(waiting);
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
      if (waiting == null || ended) {
        return;
      }
      if (receipt != null) {
        offer(receipt);
      }
      first.forEach(publication -> frames(publication).forEach(session::offer));
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

  /**
   * Opens a recorded channel: of what is recorded, only what comes after the offset is delivered,
   * whether it was collected or comes later.
   */
  public void openAfter(@Nullable ByteBuffer receipt, List<Publication> first, long offset) {
    List<EncodedFrame> before = first.stream().flatMap(each -> frames(each).stream()).toList();
    floor = offset;
    synchronized (this) {
      List<Publication> waiting = collected;
      if (waiting == null || ended) {
        return;
      }
      if (receipt != null) {
        offer(receipt);
      }
      before.forEach(session::offer);
      waiting.forEach(this::offer);
      collected = null;
      open = true;
    }
    session.flush();
  }

  /** A RECEIPT keeps its place among what the channel sends. */
  private void offer(ByteBuffer receipt) {
    session.offer(new EncodedFrame(receipt, true).of(routingKey));
  }

  /** Nothing is sent through it any more. */
  void end() {
    synchronized (this) {
      ended = true;
      open = false;
      collected = null;
    }
  }

  /**
   * Whether it is open and gets all that its destination's others get, signals aside.
   *
   * @param published the destination
   * @param firstOffset the smallest offset of the batch, {@link Long#MAX_VALUE} if nothing of it is
   *     recorded
   */
  boolean takesAll(String published, long firstOffset) {
    return open && events == null && floor < firstOffset && destination.equals(published);
  }

  /** What it has in common with those that get the same bytes. */
  Object sharedBy() {
    return session.encoder().sharedBy(this);
  }

  /**
   * Encodes publications of its destination. Those that may overtake or be replaced are frames of
   * their own; the others may share one.
   */
  List<EncodedFrame> encode(List<Publication> publications) {
    if (publications.size() == 1) {
      return encodeAlike(publications);
    }
    List<EncodedFrame> frames = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < publications.size(); i++) {
      if (!publications.get(i).handling().isPlain()) {
        frames.addAll(encodeAlike(publications.subList(from, i)));
        frames.addAll(encodeAlike(publications.subList(i, i + 1)));
        from = i + 1;
      }
    }
    frames.addAll(encodeAlike(publications.subList(from, publications.size())));
    return frames;
  }

  private List<EncodedFrame> encodeAlike(List<Publication> publications) {
    if (publications.isEmpty()) {
      return List.of();
    }
    List<EncodedFrame> encoded = session.encoder().encode(publications, this);
    List<EncodedFrame> frames = new ArrayList<>(encoded.size());
    for (EncodedFrame frame : encoded) {
      frames.add(frame.of(publications.getFirst(), sharedBy()));
    }
    return frames;
  }

  /**
   * Queues on the session; the caller flushes.
   *
   * @return false if its filter keeps the publication from it
   */
  boolean deliver(Publication publication) {
    if (!open) {
      synchronized (this) {
        if (ended) {
          return false;
        }
        if (collected != null) {
          collect(publication, collected);
          return wants(publication);
        }
      }
    }
    return offer(publication);
  }

  private void collect(Publication publication, List<Publication> waiting) {
    waiting.add(publication);
    collectedBytes += OVERHEAD + publication.body().length;
    if (collectedBytes > MAX_COLLECTED) {
      ended = true;
      collected = null;
      session.abandon(CloseCode.POSITION_LOST);
    }
  }

  private boolean offer(Publication publication) {
    frames(publication).forEach(session::offer);
    return wants(publication);
  }

  /** What the client gets of a publication: nothing, if it has it already. */
  private List<EncodedFrame> frames(Publication publication) {
    Position position = publication.position();
    if (position != null && position.offset() <= floor && !publication.isSignal()) {
      return List.of();
    }
    if (wants(publication)) {
      return encode(List.of(publication));
    }
    EncodedFrame instead = session.encoder().skipped(publication, this);
    return instead == null ? List.of() : List.of(instead.of(publication, sharedBy()));
  }

  private boolean wants(Publication publication) {
    return publication.isSignal()
        ? signals
        : events == null || events.contains(publication.event());
  }
}
