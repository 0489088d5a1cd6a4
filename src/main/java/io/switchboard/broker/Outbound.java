package io.switchboard.broker;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one session. Frames leave in the order they came; one write is under
 * way at a time, and whoever completes it starts the next, so no thread ever waits for a socket.
 * The queue is bounded in bytes: a client that does not read is closed, and costs the bound, one
 * frame above it, and what is being written.
 */
final class Outbound implements Transport.Done {

  /** Enough to fill a socket buffer, few enough that one session cannot hold a thread. */
  private static final int FRAMES_PER_RUN = 64;

  private record Waiting(ByteBuffer bytes, boolean text) {}

  private final Transport transport;
  private final int limit;

  private @Nullable ArrayDeque<Waiting> queue;
  private int queuedBytes;
  private boolean writing;
  private boolean draining;
  private int inFlight;
  private boolean finished;
  private @Nullable CloseCode closing;
  private boolean overflowed;
  private volatile long lastWrite = System.nanoTime();

  /**
   * @param limit how many bytes may wait
   */
  Outbound(Transport transport, int limit) {
    this.transport = transport;
    this.limit = limit;
  }

  /** Queues without writing. False if the session is closing and takes nothing more. */
  synchronized boolean offer(ByteBuffer frame, boolean text) {
    if (finished || closing != null) {
      return false;
    }
    if (queuedBytes >= limit) {
      queue = null;
      queuedBytes = 0;
      closing = CloseCode.TOO_SLOW;
      overflowed = true;
      notifyAll();
      return true;
    }
    if (queue == null) {
      queue = new ArrayDeque<>(4);
    }
    queue.add(new Waiting(frame, text));
    queuedBytes += frame.remaining();
    return true;
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
      queue = null;
      queuedBytes = 0;
      closing = code;
      overflowed = true;
      notifyAll();
    }
    flush();
  }

  /** The socket is gone. */
  synchronized void finish() {
    finished = true;
    queue = null;
    queuedBytes = 0;
    notifyAll();
  }

  /** Waits until nothing is queued or being written; false if nothing will be written any more. */
  synchronized boolean awaitWritten() throws InterruptedException {
    while (!finished && closing == null && (queue != null || writing)) {
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
      Waiting[] batch;
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

  private Waiting[] take() {
    ArrayDeque<Waiting> waiting = queue;
    if (waiting == null || finished) {
      return new Waiting[0];
    }
    Waiting[] batch = new Waiting[Math.min(waiting.size(), FRAMES_PER_RUN)];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = waiting.remove();
      queuedBytes -= batch[i].bytes().remaining();
    }
    if (waiting.isEmpty()) {
      // An idle session keeps no queue.
      queue = null;
    }
    return batch;
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
