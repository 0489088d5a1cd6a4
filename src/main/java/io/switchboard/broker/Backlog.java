package io.switchboard.broker;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one client while frames may overtake or replace each other. Not thread-safe.
 *
 * <p>There is a lane for each priority, and a lane is empty before the next one's turn comes. A
 * channel's frames stay in order: while one waits, none that comes later takes a faster lane. A
 * frame of no channel, such as a RECEIPT, stays behind all that waits.
 *
 * <p>A client that is so slow that its frames are conflated has at most one of each key: the newest
 * frame, in the place of the first, so that a key that changes all the time still gets its turn.
 */
final class Backlog {

  private static final class Slot {

    private EncodedFrame frame;

    Slot(EncodedFrame frame) {
      this.frame = frame;
    }
  }

  /** A channel that has frames waiting: how many, and in which lane the last of them. */
  private static final class Line {

    private Priority lane = Priority.HIGH;
    private int waiting;
  }

  private final List<ArrayDeque<Slot>> lanes =
      List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());
  private final Map<String, Line> lines = new HashMap<>();
  private @Nullable Map<Object, Slot> newest;
  private int size;

  /**
   * @param waiting what was queued before, in its order
   */
  Backlog(Collection<EncodedFrame> waiting) {
    waiting.forEach(this::append);
  }

  int size() {
    return size;
  }

  boolean isConflating() {
    return newest != null;
  }

  /**
   * From here on frames replace each other; those that wait do it now.
   *
   * @return how many bytes went
   */
  int conflate() {
    Map<Object, Slot> kept = new HashMap<>();
    newest = kept;
    int gone = 0;
    for (ArrayDeque<Slot> lane : lanes) {
      for (Iterator<Slot> slots = lane.iterator(); slots.hasNext(); ) {
        Slot slot = slots.next();
        Object key = slot.frame.replaces();
        Slot first = key == null ? null : kept.putIfAbsent(key, slot);
        if (first != null) {
          gone += first.frame.size();
          first.frame = slot.frame;
          slots.remove();
          forget(slot.frame);
        }
      }
    }
    return gone;
  }

  /** The frame in whose place this one would come, {@code null} if it would be one more. */
  @Nullable EncodedFrame replacedBy(EncodedFrame frame) {
    Object key = frame.replaces();
    Slot slot = newest == null || key == null ? null : newest.get(key);
    return slot == null ? null : slot.frame;
  }

  /** Takes a frame, in place of the one it replaces or in its lane. */
  void add(EncodedFrame frame) {
    Object key = frame.replaces();
    if (newest == null || key == null) {
      append(frame);
      return;
    }
    Slot slot = newest.get(key);
    if (slot == null) {
      newest.put(key, append(frame));
    } else {
      slot.frame = frame;
    }
  }

  private Slot append(EncodedFrame frame) {
    Slot slot = new Slot(frame);
    lanes.get(laneOf(frame).ordinal()).add(slot);
    size++;
    return slot;
  }

  private Priority laneOf(EncodedFrame frame) {
    String channel = frame.channel();
    if (channel == null) {
      return lanes.get(Priority.LOW.ordinal()).isEmpty() ? Priority.NORMAL : Priority.LOW;
    }
    Line line = lines.computeIfAbsent(channel, _ -> new Line());
    line.waiting++;
    line.lane = line.lane.orLower(frame.priority());
    return line.lane;
  }

  /** The frame whose turn it is, {@code null} if none waits. */
  @Nullable EncodedFrame poll() {
    for (ArrayDeque<Slot> lane : lanes) {
      Slot slot = lane.poll();
      if (slot != null) {
        Object key = slot.frame.replaces();
        if (newest != null && key != null) {
          newest.remove(key, slot);
        }
        forget(slot.frame);
        return slot.frame;
      }
    }
    return null;
  }

  private void forget(EncodedFrame frame) {
    size--;
    if (frame.channel() != null) {
      lines.computeIfPresent(frame.channel(), (_, line) -> --line.waiting == 0 ? null : line);
    }
  }
}
