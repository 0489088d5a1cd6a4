package io.switchboard.push;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Sends what is queued. One thread takes messages for each push service as long as its lane has
 * room, some encrypt and hand them to the client, and one writes down how they ended, as many at
 * once as have ended meanwhile. What a node took and did not finish, because it died or its
 * database did, is due again after the lease.
 */
@Component
class PushSender implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(PushSender.class);

  private static final int BATCH = 500;
  private static final int WRITE_ATTEMPTS = 5;
  private static final Duration BETWEEN_DEPTHS = Duration.ofSeconds(5);
  private static final Duration TO_FINISH = Duration.ofSeconds(10);

  private final PushOutbox outbox;
  private final PushAttempt attempt;
  private final PushLanes lanes;
  private final PushWakeUp wakeUp;
  private final PushMetrics metrics;
  private final PushSending rules;
  private final Clock clock;
  private final LinkedBlockingQueue<PushEnd> ends = new LinkedBlockingQueue<>();
  private volatile @Nullable Threads threads;

  PushSender(
      PushOutbox outbox,
      PushAttempt attempt,
      PushLanes lanes,
      PushWakeUp wakeUp,
      PushMetrics metrics,
      PushSettings settings,
      Clock clock) {
    this.outbox = outbox;
    this.attempt = attempt;
    this.lanes = lanes;
    this.wakeUp = wakeUp;
    this.metrics = metrics;
    this.rules = settings.sending();
    this.clock = clock;
  }

  private record Threads(Thread taker, ExecutorService callers, Thread writer) {}

  @Override
  public synchronized void start() {
    if (!rules.enabled() || threads != null) {
      return;
    }
    Threads started =
        new Threads(
            Thread.ofPlatform().name("push-taker").unstarted(this::takeAll),
            Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(),
                Thread.ofPlatform().name("push-caller-", 0).factory()),
            Thread.ofPlatform().name("push-writer").unstarted(this::writeAll));
    threads = started;
    started.taker().start();
    started.writer().start();
  }

  /** Takes no more, and waits a moment for what is under way. */
  @Override
  public synchronized void stop() {
    Threads running = threads;
    if (running == null) {
      return;
    }
    threads = null;
    try {
      running.taker().interrupt();
      running.taker().join(TO_FINISH);
      long end = System.nanoTime() + TO_FINISH.toNanos();
      while (!lanes.isEmpty() && System.nanoTime() - end < 0) {
        wakeUp.await(rules.poll());
      }
      running.callers().shutdownNow();
      running.writer().interrupt();
      running.writer().join(TO_FINISH);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return threads != null;
  }

  private boolean isStopped() {
    return threads == null || Thread.currentThread().isInterrupted();
  }

  private void takeAll() {
    Instant measured = Instant.EPOCH;
    while (!isStopped()) {
      try {
        if (take() == 0) {
          if (clock.instant().isAfter(measured.plus(BETWEEN_DEPTHS))) {
            measured = clock.instant();
            metrics.queued(outbox.depth(measured));
          }
          wakeUp.await(rules.poll());
        }
      } catch (InterruptedException stopped) {
        return;
      } catch (DataAccessException | TransactionException failure) {
        log.warn("Messages to push cannot be taken: {}", failure.toString());
        pause();
      } catch (RuntimeException failure) {
        log.error("Messages to push cannot be taken", failure);
        pause();
      }
    }
  }

  /**
   * @return how many were taken
   */
  private int take() {
    int taken = 0;
    for (String host : outbox.hosts()) {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      int room = Math.min(BATCH, lanes.room(host, now));
      if (room > 0) {
        List<DuePush> due = outbox.take(host, now, now.plus(rules.lease()), room);
        due.forEach(this::send);
        taken += due.size();
      }
    }
    return taken;
  }

  private void send(DuePush push) {
    lanes.entered(push.host());
    Threads running = threads;
    if (running == null) {
      ends.add(new PushEnd.Postponed(push, clock.instant(), false));
      return;
    }
    running.callers().execute(() -> attempt.make(push).thenAccept(ends::add));
  }

  private void writeAll() {
    List<PushEnd> batch = new ArrayList<>();
    while (true) {
      try {
        batch.add(ends.take());
        ends.drainTo(batch, BATCH - 1);
        write(batch);
      } catch (InterruptedException stopped) {
        return;
      } finally {
        batch.forEach(end -> lanes.left(end.push().host()));
        batch.clear();
        wakeUp.wake();
      }
    }
  }

  private void write(List<PushEnd> batch) throws InterruptedException {
    for (int i = 1; i <= WRITE_ATTEMPTS; i++) {
      try {
        outbox.settle(batch, rules, clock.instant());
        batch.forEach(metrics::ended);
        return;
      } catch (RuntimeException failure) {
        log.warn("How {} pushes ended cannot be written: {}", batch.size(), failure.toString());
        TimeUnit.MILLISECONDS.sleep(rules.poll().toMillis());
      }
    }
    log.error("{} pushes are sent again after {}", batch.size(), rules.lease());
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(rules.poll().toMillis());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
