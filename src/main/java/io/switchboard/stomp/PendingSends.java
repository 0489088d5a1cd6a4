package io.switchboard.stomp;

import java.util.ArrayList;
import java.util.List;

/**
 * A session's SENDs whose acceptance waits for the database. While there are many, the socket is
 * not read, so that a client cannot send faster than is stored.
 */
final class PendingSends {

  /** Enough to fill a group of commits, few enough to be no burden. */
  private static final int LIMIT = 256;

  private int count;
  private final List<Runnable> whenNone = new ArrayList<>(0);
  private final List<Runnable> whenRoom = new ArrayList<>(0);

  synchronized void add() {
    count++;
  }

  void remove() {
    List<Runnable> due = new ArrayList<>(0);
    synchronized (this) {
      count--;
      if (count == 0) {
        due.addAll(whenNone);
        whenNone.clear();
      }
      if (count <= LIMIT / 2) {
        due.addAll(whenRoom);
        whenRoom.clear();
      }
    }
    due.forEach(Runnable::run);
  }

  /** Runs it when nothing is pending, perhaps now. */
  void whenNone(Runnable action) {
    synchronized (this) {
      if (count > 0) {
        whenNone.add(action);
        return;
      }
    }
    action.run();
  }

  /** Runs it when the session may send more, perhaps now. */
  void whenRoom(Runnable action) {
    synchronized (this) {
      if (count >= LIMIT) {
        whenRoom.add(action);
        return;
      }
    }
    action.run();
  }
}
