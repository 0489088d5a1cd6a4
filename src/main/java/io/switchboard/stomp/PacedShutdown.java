package io.switchboard.stomp;

import io.switchboard.broker.CloseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.stereotype.Component;

/**
 * Sends the clients of a stopping node away a few at a time, so that the nodes that stay are not
 * stormed. Each is told at once when its turn comes; until then it is served.
 */
@Component
class PacedShutdown {

  /** Clients that are closed together: no node notices so few. */
  private static final int STEP = 50;

  /** A client that does not answer the close is cut after this. */
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private final OpenConnections connections;
  private final StompServices services;
  private final Duration spread;

  PacedShutdown(
      OpenConnections connections, StompServices services, LifecycleProperties lifecycle) {
    this.connections = connections;
    this.services = services;
    this.spread = services.settings().shutdown().spread();
    Duration grace = lifecycle.getTimeoutPerShutdownPhase();
    if (spread.plus(ANSWER).compareTo(grace) >= 0) {
      throw new IllegalArgumentException(
          "switchboard.stomp.shutdown.spread is %s; closing takes up to %s more and must end within"
                  .formatted(spread, ANSWER)
              + " spring.lifecycle.timeout-per-shutdown-phase, which is "
              + grace);
    }
  }

  /**
   * What a client reads on {@code /user/queue/session}, in milliseconds.
   *
   * @param reconnectWithin a client connects again after a random wait of at most this
   * @param delay after how long this client is closed
   */
  record Notice(long reconnectWithin, long delay) {}

  /** Closes every connection, and returns when all are gone. */
  void run() {
    List<StompConnection> shuffled = new ArrayList<>(connections.all());
    Collections.shuffle(shuffled);
    int steps = Math.ceilDiv(shuffled.size(), STEP);
    for (int i = 0; i < shuffled.size(); i++) {
      announce(shuffled.get(i), delay(i / STEP, steps));
    }
    long start = System.nanoTime();
    for (int step = 0; step < steps; step++) {
      waitUntil(start + delay(step, steps).toNanos());
      int end = Math.min(shuffled.size(), (step + 1) * STEP);
      close(shuffled.subList(step * STEP, end));
    }
    // Handshakes that were under way.
    close(connections.all());
    if (!connections.awaitNone(ANSWER)) {
      connections.all().forEach(StompConnection::abort);
    }
  }

  private Duration delay(int step, int steps) {
    return spread.multipliedBy(step).dividedBy(steps);
  }

  private void announce(StompConnection connection, Duration delay) {
    ConnectedSession session = connection.session().connected();
    if (session != null) {
      Notice notice = new Notice(spread.toMillis(), delay.toMillis());
      SessionNotice.SHUTDOWN.send(session.client(), notice, services);
    }
  }

  private static void close(Iterable<StompConnection> connections) {
    connections.forEach(connection -> connection.session().close(CloseCode.SHUTDOWN));
  }

  private static void waitUntil(long nanoTime) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
