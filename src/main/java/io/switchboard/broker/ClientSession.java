package io.switchboard.broker;

import io.switchboard.shared.UserId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One STOMP session: its user, its subscriptions and its way out. */
public final class ClientSession {

  private final String id;
  private final UserId user;
  private final Outbound outbound;
  private final PublicationEncoder encoder;
  private final Map<String, Subscription> subscriptions = new HashMap<>(4);
  private @Nullable Map<String, Object> attributes;

  /**
   * @param id unique among all sessions of all nodes, not a secret
   * @param encoder how publications look to this client
   * @param slow how much may wait for it
   */
  public ClientSession(
      String id, UserId user, Transport transport, PublicationEncoder encoder, SlowClients slow) {
    this.id = id;
    this.user = user;
    this.encoder = encoder;
    this.outbound = new Outbound(transport, slow);
  }

  public String id() {
    return id;
  }

  public UserId user() {
    return user;
  }

  /** What an application keeps for the session, made at the first call. */
  public Map<String, Object> attributes() {
    synchronized (subscriptions) {
      if (attributes == null) {
        attributes = new ConcurrentHashMap<>();
      }
      return attributes;
    }
  }

  /** As {@link #attributes}, {@code null} if nobody asked for them. */
  public @Nullable Map<String, Object> keptAttributes() {
    synchronized (subscriptions) {
      return attributes;
    }
  }

  /** Remembers a subscription; false if its id is taken. */
  public boolean add(Subscription subscription) {
    synchronized (subscriptions) {
      return subscriptions.putIfAbsent(subscription.id(), subscription) == null;
    }
  }

  /** Forgets a subscription; {@code null} if there is none of that id. */
  public @Nullable Subscription remove(String subscriptionId) {
    synchronized (subscriptions) {
      return subscriptions.remove(subscriptionId);
    }
  }

  /** Forgets this very subscription; false if it is forgotten already. */
  public boolean remove(Subscription subscription) {
    synchronized (subscriptions) {
      return subscriptions.remove(subscription.id(), subscription);
    }
  }

  public @Nullable Subscription subscription(String subscriptionId) {
    synchronized (subscriptions) {
      return subscriptions.get(subscriptionId);
    }
  }

  /** A copy of the subscriptions at this moment. */
  public Collection<Subscription> subscriptions() {
    synchronized (subscriptions) {
      return List.copyOf(subscriptions.values());
    }
  }

  /**
   * Delivers to this session alone, through its own subscriptions of the destination.
   *
   * @return how many subscriptions took it
   */
  public int send(Publication publication) {
    List<Subscription> takers = new ArrayList<>(1);
    for (Subscription subscription : subscriptions()) {
      if (subscription.routingKey().equals(publication.destination())) {
        takers.add(subscription);
      }
    }
    takers.forEach(taker -> taker.deliver(publication));
    flush();
    return takers.size();
  }

  /** Sends an encoded frame that belongs to no subscription, such as a RECEIPT. */
  public void send(ByteBuffer frame) {
    outbound.offer(frame, true);
    flush();
  }

  /** Closes after everything sent so far. */
  public void close(CloseCode code) {
    outbound.closeAfterQueue(code);
  }

  /** Closes at once; what waits to be sent is dropped. */
  public void abandon(CloseCode code) {
    outbound.abandon(code);
  }

  /** The socket is gone; nothing is kept for it. */
  public void finish() {
    outbound.finish();
  }

  /** When a write was last started, in {@link System#nanoTime()}. */
  public long lastWrite() {
    return outbound.lastWrite();
  }

  /**
   * Waits until everything sent so far is written.
   *
   * @return false if the session is closing or gone
   */
  public boolean awaitWritten() throws InterruptedException {
    return outbound.awaitWritten();
  }

  boolean beginReplay() throws InterruptedException {
    return outbound.beginReplay();
  }

  void endReplay() {
    outbound.endReplay();
  }

  PublicationEncoder encoder() {
    return encoder;
  }

  boolean offer(EncodedFrame frame) {
    return outbound.offer(frame);
  }

  void flush() {
    outbound.flush();
  }
}
