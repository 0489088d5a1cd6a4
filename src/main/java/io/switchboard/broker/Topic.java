package io.switchboard.broker;

import io.switchboard.shared.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriptions of one destination on this node, and the order of its publications. Adding and
 * removing cost O(1): the last one takes the place of the one that leaves.
 *
 * <p>With few subscribers a publication is delivered by the thread that publishes it. With many, a
 * dispatcher of which there is never more than one takes everything that is waiting at once, so
 * that under load one write carries many frames; an idle topic waits for nothing.
 */
final class Topic {

  private static final Logger log = LoggerFactory.getLogger(Topic.class);

  /** Up to here handing over to another thread costs more than it saves. */
  private static final int INLINE_SUBSCRIBERS = 16;

  /** Publications taken at once: enough to fill a write, few enough to keep the queues short. */
  private static final int BATCH = 64;

  /** A publisher that is ahead by this many waits for the dispatcher, which never waits. */
  private static final int MAX_WAITING = 1024;

  private final List<Subscription> members = new ArrayList<>(2);
  private final ArrayDeque<Publication> waiting = new ArrayDeque<>(0);
  private final BiConsumer<Integer, Integer> counted;
  private long dispatched;
  private boolean dispatching;
  private boolean retired;

  /**
   * @param counted told how many publications went to how many subscriptions in sum
   */
  Topic(BiConsumer<Integer, Integer> counted) {
    this.counted = counted;
  }

  /** False if this topic was emptied and must not be used any more. */
  synchronized boolean add(Subscription subscription) {
    if (retired) {
      return false;
    }
    if (subscription.slot < 0) {
      subscription.topic = this;
      subscription.after = dispatched + waiting.size();
      subscription.slot = members.size();
      members.add(subscription);
    }
    return true;
  }

  /** True if nobody is left; the topic then is retired. */
  synchronized boolean remove(Subscription subscription) {
    int slot = subscription.slot;
    if (slot >= 0) {
      Subscription last = members.removeLast();
      if (last != subscription) {
        members.set(slot, last);
        last.slot = slot;
      }
      subscription.slot = -1;
    }
    retired = members.isEmpty();
    return retired;
  }

  /** The subscription does not get what is waiting now. */
  synchronized void skipWaiting(Subscription subscription) {
    subscription.after = dispatched + waiting.size();
  }

  /** The sessions that are subscribed now. */
  synchronized List<ClientSession> sessions() {
    return members.stream().map(Subscription::session).toList();
  }

  synchronized int size() {
    return members.size();
  }

  /** Delivers now, or lets the dispatcher do it in its turn. */
  void publish(List<Publication> publications, Executor dispatcher) {
    List<ClientSession> touched = List.of();
    boolean start = false;
    synchronized (this) {
      awaitRoom();
      if (!dispatching && members.size() <= INLINE_SUBSCRIBERS) {
        touched = queue(publications);
      } else {
        waiting.addAll(publications);
        start = !dispatching;
        dispatching = true;
      }
    }
    touched.forEach(ClientSession::flush);
    if (start) {
      dispatcher.execute(this::dispatch);
    }
  }

  private void awaitRoom() {
    boolean interrupted = false;
    while (waiting.size() >= MAX_WAITING) {
      try {
        wait();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void dispatch() {
    while (true) {
      List<ClientSession> touched;
      synchronized (this) {
        if (waiting.isEmpty()) {
          dispatching = false;
          return;
        }
        List<Publication> batch = new ArrayList<>(Math.min(BATCH, waiting.size()));
        while (batch.size() < BATCH && !waiting.isEmpty()) {
          batch.add(waiting.remove());
        }
        touched = queue(batch);
        notifyAll();
      }
      touched.forEach(ClientSession::flush);
    }
  }

  /**
   * Queues the publications on every session, encoded once for all that chose the same subscription
   * id, as browsers do. The lock keeps the publications of a destination in one order for
   * everybody; it is never held while a socket is written.
   */
  private List<ClientSession> queue(List<Publication> batch) {
    List<ClientSession> touched = new ArrayList<>(members.size());
    SharedFrames shared = new SharedFrames(batch);
    long firstOffset = firstOffset(batch);
    int deliveries = 0;
    for (Subscription member : members) {
      try {
        if (!shared.haveSignal()
            && member.after <= dispatched
            && member.takesAll(batch.getFirst().destination(), firstOffset)) {
          List<EncodedFrame> frames = shared.of(member);
          for (int i = 0; i < frames.size(); i++) {
            member.session().offer(frames.get(i));
          }
          deliveries += batch.size();
        } else {
          int missed = Math.clamp(member.after - dispatched, 0, batch.size());
          deliveries += queueOneByOne(batch.subList(missed, batch.size()), member);
        }
      } catch (RuntimeException failure) {
        // It would miss something silently; so it comes back, and nobody else is concerned.
        log.error("A publication cannot be written for {}", member.session().id(), failure);
        member.session().abandon(CloseCode.SERVER_ERROR);
      }
      touched.add(member.session());
    }
    dispatched += batch.size();
    counted.accept(batch.size(), deliveries);
    return touched;
  }

  private static long firstOffset(List<Publication> batch) {
    for (Publication publication : batch) {
      Position position = publication.position();
      if (position != null) {
        return position.offset();
      }
    }
    return Long.MAX_VALUE;
  }

  private static int queueOneByOne(List<Publication> batch, Subscription member) {
    int taken = 0;
    for (Publication publication : batch) {
      if (member.deliver(publication)) {
        taken++;
      }
    }
    return taken;
  }
}
