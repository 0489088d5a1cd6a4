package io.switchboard.outbound;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Leaves a host alone that fails. After so many failures in a row it is open for a while; then one
 * request tries, and its end decides.
 */
final class Breaker {

  private final int failuresToOpen;
  private final long pauseNanos;
  private final LongSupplier nanos;
  private int failures;
  private boolean open;
  private boolean trying;
  private long openSince;

  /**
   * @param nanos a monotonic clock
   */
  Breaker(int failuresToOpen, Duration pause, LongSupplier nanos) {
    this.failuresToOpen = failuresToOpen;
    this.pauseNanos = pause.toNanos();
    this.nanos = nanos;
  }

  /** How a request passes: not at all, as any other, or as the one that tries. */
  enum Pass {
    NONE,
    FREE,
    TRIAL
  }

  /** Each request that passes must end in one of the three below. */
  synchronized Pass pass() {
    if (capacity() == 0) {
      return Pass.NONE;
    }
    trying = open;
    return open ? Pass.TRIAL : Pass.FREE;
  }

  /** How it ended says nothing about the host. */
  synchronized void undecided(Pass pass) {
    if (pass == Pass.TRIAL) {
      trying = false;
    }
  }

  synchronized void succeeded() {
    failures = 0;
    open = false;
    trying = false;
  }

  synchronized void failed() {
    failures++;
    if (open && !trying) {
      return;
    }
    if (trying || failures >= failuresToOpen) {
      open = true;
      trying = false;
      openSince = nanos.getAsLong();
    }
  }

  /** How many requests may be made now. */
  synchronized int capacity() {
    if (!open) {
      return Integer.MAX_VALUE;
    }
    return trying || nanos.getAsLong() - openSince < pauseNanos ? 0 : 1;
  }

  synchronized boolean isOpen() {
    return open;
  }
}
