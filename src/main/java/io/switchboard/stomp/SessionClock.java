package io.switchboard.stomp;

import io.switchboard.broker.ClientSession;
import io.switchboard.broker.CloseCode;
import io.switchboard.broker.FrameEncoder;
import java.time.Duration;
import java.time.Instant;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Looks at every connection once a second: sends heartbeats, asks silent sockets for a sign of
 * life, and ends what came too late. Intervals are measured on the monotonic clock, so that setting
 * the wall clock ends nobody; only a token's expiry is a matter of wall time.
 */
@Component
class SessionClock {

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final OpenConnections connections;
  private final StompSettings settings;
  private final StompServices services;

  SessionClock(OpenConnections connections, StompSettings settings, StompServices services) {
    this.connections = connections;
    this.settings = settings;
    this.services = services;
  }

  @Scheduled(fixedRate = 1000)
  void tick() {
    long now = System.nanoTime();
    Instant wall = services.clock().instant();
    for (StompConnection connection : connections.all()) {
      tick(connection, now, wall);
    }
  }

  /** Closes the socket itself: what is queued may wait for a write that never completes. */
  private void tick(StompConnection connection, long now, Instant wall) {
    StompSession session = connection.session();
    ConnectedSession connected = session.connected();
    Duration silent = Duration.ofNanos(now - connection.lastHeard());
    Heartbeats heartbeats = session.heartbeats();
    if (connection.closingSince() != 0) {
      if (passed(StompServer.closeTimeout(), now - connection.closingSince())) {
        connection.abort();
      }
    } else if (connected == null) {
      if (passed(settings.connectTimeout(), now - connection.openedAt())) {
        connection.close(CloseCode.TIMED_OUT);
      }
    } else if (!connected.caller().expiresAt().isAfter(wall)) {
      connection.close(CloseCode.EXPIRED);
    } else if (isDead(connection, heartbeats, now)) {
      connection.close(CloseCode.TIMED_OUT);
    } else {
      keepAlive(connection, connected.client(), heartbeats, silent, now);
    }
  }

  /** A PONG proves that the peer's system lives; its heartbeats prove that the client does. */
  private boolean isDead(StompConnection connection, Heartbeats heartbeats, long now) {
    boolean noHeartbeat =
        !heartbeats.expect().isZero()
            && passed(heartbeats.expect().multipliedBy(2), now - connection.lastData());
    boolean noPong =
        connection.pingedAt() != 0 && passed(settings.pongTimeout(), now - connection.pingedAt());
    return noHeartbeat || noPong;
  }

  private void keepAlive(
      StompConnection connection,
      ClientSession client,
      Heartbeats heartbeats,
      Duration silent,
      long now) {
    // A fifth early: a client counts from its own last byte, and gives up at twice the interval.
    Duration interval = heartbeats.send().multipliedBy(4).dividedBy(5);
    if (!interval.isZero() && passed(interval, now - client.lastWrite())) {
      client.send(FrameEncoder.heartbeat());
    }
    if (connection.pingedAt() == 0 && silent.compareTo(settings.pingInterval()) > 0) {
      connection.ping();
    }
    if (silent.compareTo(PERIOD) <= 0) {
      services.subscriptions().alive(client);
    }
  }

  private static boolean passed(Duration limit, long nanos) {
    return nanos > limit.toNanos();
  }
}
