package io.switchboard.stomp;

import io.switchboard.shared.PersonalData;
import io.switchboard.shared.UserId;
import org.springframework.stereotype.Component;

/** What is known of a user who is connected, and only for as long. */
@Component
class SessionData implements PersonalData {

  private final OpenSessions sessions;

  SessionData(OpenSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public String name() {
    return "sessions";
  }

  @Override
  public Object export(UserId user) {
    return sessions.of(user);
  }

  @Override
  public void erase(UserId user) {
    // Nothing of it is stored.
  }

  /** Presence goes with the sessions. */
  @Override
  public void forget(UserId user) {
    sessions.revokeAll(user);
  }
}
