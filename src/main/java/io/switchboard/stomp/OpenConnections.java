package io.switchboard.stomp;

import io.switchboard.broker.CloseCode;
import io.switchboard.shared.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every WebSocket of this node, and whose it is once CONNECT was accepted. */
@Component
class OpenConnections implements SessionSource {

  private final ConcurrentHashMap<String, StompConnection> all = new ConcurrentHashMap<>();

  /** Connections by session id; a user's map is touched only inside {@code compute}. */
  private final ConcurrentHashMap<UserId, Map<String, StompConnection>> byUser =
      new ConcurrentHashMap<>();

  private final Clock clock;

  OpenConnections(Clock clock, StompMetrics metrics) {
    this.clock = clock;
    metrics.watchConnections(all::size);
  }

  void opened(StompConnection connection) {
    all.put(connection.session().id(), connection);
  }

  void connected(UserId user, StompConnection connection) {
    byUser.compute(
        user,
        (_, sessions) -> {
          Map<String, StompConnection> own = sessions == null ? HashMap.newHashMap(1) : sessions;
          own.put(connection.session().id(), connection);
          return own;
        });
  }

  void ended(StompConnection connection) {
    String id = connection.session().id();
    ConnectedSession connected = connection.session().connected();
    if (connected != null) {
      byUser.computeIfPresent(
          connected.client().user(),
          (_, sessions) -> sessions.remove(id) != null && sessions.isEmpty() ? null : sessions);
    }
    all.remove(id);
    if (all.isEmpty()) {
      synchronized (all) {
        all.notifyAll();
      }
    }
  }

  /** Whether none is left, after waiting for that. */
  boolean awaitNone(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    synchronized (all) {
      while (!all.isEmpty()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(all, left);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return true;
  }

  Collection<StompConnection> all() {
    return all.values();
  }

  @Override
  public List<OpenSession> sessions(UserId user) {
    List<StompConnection> connections = new ArrayList<>();
    byUser.computeIfPresent(
        user,
        (_, sessions) -> {
          connections.addAll(sessions.values());
          return sessions;
        });
    return connections.stream().flatMap(this::describe).toList();
  }

  private Stream<OpenSession> describe(StompConnection connection) {
    ConnectedSession session = connection.session().connected();
    if (session == null) {
      return Stream.empty();
    }
    Instant lastHeard = clock.instant().minusNanos(System.nanoTime() - connection.lastHeard());
    return Stream.of(
        new OpenSession(
            session.client().id(),
            session.connectedAt(),
            lastHeard,
            session.caller().expiresAt(),
            "websocket",
            session.client().subscriptions().stream()
                .map(it -> new OpenSession.Listening(it.id(), it.destination()))
                .toList()));
  }

  @Override
  public boolean revoke(UserId user, String sessionId) {
    StompConnection connection = all.get(sessionId);
    if (connection == null || !user.equals(userOf(connection))) {
      return false;
    }
    connection.close(CloseCode.REVOKED);
    return true;
  }

  private static @Nullable UserId userOf(StompConnection connection) {
    ConnectedSession session = connection.session().connected();
    return session == null ? null : session.client().user();
  }
}
