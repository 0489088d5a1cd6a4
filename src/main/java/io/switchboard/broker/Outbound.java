package io.switchboard.broker;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one session. Frames leave in the order they came; one write is under
 * way at a time, and whoever completes it starts the next, so no thread ever waits for a socket.
 * The queue is bounded in bytes: a client that does not read is closed, and costs the bound, one
 * frame above it, and what is being written.
 *
 * <p>A plain queue becomes a {@link Backlog} when a frame with a priority comes, or one that may be
 * replaced while more than half the bound waits; when all of that is written it is a plain queue
 * again. So a client that has caught up gets everything.
 */
final class Outbound implements Transport.Done {

  /** Enough to fill a socket buffer, few enough that one session cannot hold a thread. */
  private static final int FRAMES_PER_RUN = 64;

  private final Transport transport;
  private final SlowClients slow;

  private @Nullable ArrayDeque<EncodedFrame> queue;
  private @Nullable Backlog backlog;
  private int queuedBytes;
  private boolean writing;
  private boolean draining;
  private int inFlight;
  private boolean finished;
  private @Nullable CloseCode closing;
  private boolean overflowed;
  private boolean replaying;
  private volatile long lastWrite = System.nanoTime();

  /**
   * @param slow how much may wait
   */
  Outbound(Transport transport, SlowClients slow) {
    this.transport = transport;
    this.slow = slow;
  }

  /** Queues without writing. False if the session is closing and takes nothing more. */
  boolean offer(ByteBuffer frame, boolean text) {
    return offer(new EncodedFrame(frame, text));
  }

  /** Queues without writing. False if the session is closing and takes nothing more. */
  synchronized boolean offer(EncodedFrame frame) {
    if (finished || closing != null) {
      return false;
    }
    if (frame.replaces() != null && queuedBytes > slow.maxQueuedBytes() / 2) {
      conflate();
    }
    EncodedFrame replaced = backlog == null ? null : backlog.replacedBy(frame);
    int before = queuedBytes - (replaced == null ? 0 : replaced.size());
    if (before >= slow.maxQueuedBytes()) {
      drop();
      closing = CloseCode.TOO_SLOW;
      overflowed = true;
      slow.closed();
      notifyAll();
      return true;
    }
    if (replaced != null) {
      slow.replaced(1);
    }
    queuedBytes = before + frame.size();
    add(frame);
    return true;
  }

  private void add(EncodedFrame frame) {
    if (backlog != null || frame.priority() != Priority.NORMAL) {
      backlog().add(frame);
      return;
    }
    if (queue == null) {
      queue = new ArrayDeque<>(4);
    }
    queue.add(frame);
  }

  private Backlog backlog() {
    if (backlog == null) {
      backlog = new Backlog(queue == null ? List.of() : queue);
      queue = null;
    }
    return backlog;
  }

  private void conflate() {
    Backlog conflating = backlog();
    if (!conflating.isConflating()) {
      int before = conflating.size();
      queuedBytes -= conflating.conflate();
      slow.conflating();
      slow.replaced(before - conflating.size());
    }
  }

  private void drop() {
    queue = null;
    backlog = null;
    queuedBytes = 0;
  }

  /** Closes after everything queued so far is written. */
  void closeAfterQueue(CloseCode code) {
    synchronized (this) {
      if (closing == null) {
        closing = code;
        notifyAll();
      }
    }
    flush();
  }

  /** Drops what is queued and closes without waiting for the write under way. */
  void abandon(CloseCode code) {
    synchronized (this) {
      if (finished || closing != null) {
        return;
      }
      drop();
      closing = code;
      overflowed = true;
      notifyAll();
    }
    flush();
  }

  /** The socket is gone. */
  synchronized void finish() {
    finished = true;
    drop();
    notifyAll();
  }

  /**
   * Waits for the turn to replay: of all that a session continues, one slice at a time is under
   * way, or the slices of many would overflow its queue before the client can read any of them.
   *
   * @return false if nothing will be written any more, else {@link #endReplay} must follow
   */
  synchronized boolean beginReplay() throws InterruptedException {
    while (replaying && !finished && closing == null) {
      wait();
    }
    if (finished || closing != null) {
      return false;
    }
    replaying = true;
    return true;
  }

  synchronized void endReplay() {
    replaying = false;
    notifyAll();
  }

  /** Waits until nothing is queued or being written; false if nothing will be written any more. */
  synchronized boolean awaitWritten() throws InterruptedException {
    while (!finished && closing == null && (queue != null || backlog != null || writing)) {
      wait();
    }
    return !finished && closing == null;
  }

  /** When a write was last started, in {@link System#nanoTime()}. */
  long lastWrite() {
    return lastWrite;
  }

  synchronized int queuedBytes() {
    return queuedBytes;
  }

  /** Writes what waits, unless a write is under way already. */
  void flush() {
    boolean tooSlow;
    synchronized (this) {
      tooSlow = overflowed && !finished;
      finished |= tooSlow;
      if (!tooSlow && (writing || finished)) {
        return;
      }
      writing = true;
    }
    if (tooSlow) {
      // The write under way may never complete, so the close does not wait for it.
      transport.close(Objects.requireNonNull(closing));
    } else {
      run();
    }
  }

  /**
   * Completions that arrive while a run is handing frames over only count down; the run goes on by
   * itself. That keeps a fast socket from recursing.
   */
  private void run() {
    while (true) {
      EncodedFrame[] batch;
      CloseCode close = null;
      synchronized (this) {
        batch = take();
        if (batch.length == 0) {
          writing = false;
          close = finished ? null : closing;
          finished |= close != null;
          notifyAll();
        } else {
          inFlight = batch.length;
          draining = true;
        }
      }
      if (batch.length == 0) {
        if (close != null) {
          transport.close(close);
        }
        return;
      }
      lastWrite = System.nanoTime();
      for (int i = 0; i < batch.length; i++) {
        transport.write(batch[i].bytes().slice(), batch[i].text(), i < batch.length - 1, this);
      }
      synchronized (this) {
        draining = false;
        if (inFlight > 0) {
          return;
        }
      }
    }
  }

  private EncodedFrame[] take() {
    int waiting = backlog != null ? backlog.size() : queue != null ? queue.size() : 0;
    EncodedFrame[] batch = new EncodedFrame[finished ? 0 : Math.min(waiting, FRAMES_PER_RUN)];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = next();
      queuedBytes -= batch[i].size();
    }
    if (batch.length == waiting) {
      // An idle session keeps no queue.
      queue = null;
      backlog = null;
    }
    return batch;
  }

  private EncodedFrame next() {
    EncodedFrame next = backlog != null ? backlog.poll() : queue != null ? queue.poll() : null;
    return Objects.requireNonNull(next);
  }

  @Override
  public void written() {
    synchronized (this) {
      inFlight--;
      if (inFlight > 0 || draining) {
        return;
      }
    }
    run();
  }

  @Override
  public void failed(Throwable cause) {
    finish();
  }
}
