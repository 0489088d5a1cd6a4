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

  /** More than this while opening means the opening hangs; the client starts over. */
  private static final int MAX_COLLECTED = 10_000;

  private final ClientSession session;
  private final String id;
  private final String destination;
  private final String routingKey;
  private final @Nullable Set<String> events;

  private @Nullable List<Publication> collected = new ArrayList<>();
  private volatile boolean open;

  /** Where it stands in its topic's array; guarded by the topic. */
  int slot = -1;

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

  /** Whether the client asked for this event. */
  boolean wants(String event) {
    return events == null || events.contains(event);
  }

  /** Queues on the session; the caller flushes. */
  void deliver(Publication publication, EncodedFrame frame) {
    if (!open) {
      synchronized (this) {
        List<Publication> waiting = collected;
        if (waiting != null) {
          if (waiting.size() < MAX_COLLECTED) {
            waiting.add(publication);
          } else {
            session.close(CloseCode.POSITION_LOST);
          }
          return;
        }
      }
    }
    session.offer(frame.bytes(), frame.text());
  }

  private void encodeAndOffer(Publication publication) {
    EncodedFrame frame = FrameEncoder.message(publication, this);
    session.offer(frame.bytes(), frame.text());
  }
}
