package io.switchboard.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The subscriptions of one destination on this node. Adding and removing cost O(1): the last one
 * takes the place of the one that leaves.
 */
final class Topic {

  private final List<Subscription> members = new ArrayList<>(2);
  private boolean retired;

  /** False if this topic was emptied and must not be used any more. */
  synchronized boolean add(Subscription subscription) {
    if (retired) {
      return false;
    }
    if (subscription.slot < 0) {
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

  synchronized int size() {
    return members.size();
  }

  /**
   * Queues the publication on every session, encoded once for all that chose the same subscription
   * id, as browsers do. The lock keeps publications of a destination in one order for everybody; it
   * is never held while a socket is written.
   *
   * @return how many subscriptions took it
   */
  int deliver(Publication publication) {
    List<ClientSession> touched;
    synchronized (this) {
      touched = new ArrayList<>(members.size());
      Map<String, EncodedFrame> encoded = new HashMap<>();
      for (Subscription member : members) {
        if (member.wants(publication.event())) {
          String shared =
              member.destination().equals(publication.destination())
                  ? member.id()
                  : member.id() + ' ' + member.destination();
          member.deliver(
              publication,
              encoded.computeIfAbsent(shared, _ -> FrameEncoder.message(publication, member)));
          touched.add(member.session());
        }
      }
    }
    touched.forEach(ClientSession::flush);
    return touched.size();
  }
}
