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
   */
  public Subscription(
      ClientSession session,
      String id,
      String destination,
      String routingKey,
      @Nullable Set<String> events) {
    this.session = session;
    this.id = id;
    this.destination = destination;
    this.routingKey = routingKey;
    this.events = events;
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
      first.forEach(this::encodeAndOffer);
      waiting.stream().filter(keep).forEach(this::encodeAndOffer);
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

  /** Whether the client asked for this event. */
  boolean wants(String event) {
    return events == null || events.contains(event);
  }

  /** Whether it is open and gets every publication as the destination's others get it. */
  boolean takesAll(String published) {
    return open && events == null && destination.equals(published);
  }

  /** Queues on the session; the caller flushes. */
  void deliver(Publication publication) {
    if (!open) {
      synchronized (this) {
        List<Publication> waiting = collected;
        if (waiting != null) {
          collectedBytes += OVERHEAD + publication.body().length;
          if (collectedBytes <= MAX_COLLECTED) {
            waiting.add(publication);
          } else {
            session.close(CloseCode.POSITION_LOST);
          }
          return;
        }
      }
    }
    encodeAndOffer(publication);
  }

  private void encodeAndOffer(Publication publication) {
    EncodedFrame frame = FrameEncoder.message(publication, this);
    session.offer(frame.bytes(), frame.text());
  }
}
