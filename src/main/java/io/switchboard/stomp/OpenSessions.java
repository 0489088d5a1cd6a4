package io.switchboard.stomp;

import io.switchboard.shared.UserId;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** The open sessions of this node, over all transports. */
@Component
class OpenSessions {

  private final List<SessionSource> sources;

  OpenSessions(List<SessionSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** A user's, the oldest first. */
  List<OpenSession> of(UserId user) {
    return sources.stream()
        .flatMap(source -> source.sessions(user).stream())
        .sorted(Comparator.comparing(OpenSession::connectedAt))
        .toList();
  }

  /** As {@link SessionSource#revoke}, whatever the transport. */
  boolean revoke(UserId user, String sessionId) {
    return sources.stream().anyMatch(source -> source.revoke(user, sessionId));
  }

  /** Ends all that the user has open now. */
  void revokeAll(UserId user) {
    of(user).forEach(session -> revoke(user, session.id()));
  }
}
