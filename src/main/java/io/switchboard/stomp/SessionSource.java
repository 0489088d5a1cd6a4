package io.switchboard.stomp;

import io.switchboard.broker.CloseCode;
import io.switchboard.shared.UserId;
import java.util.List;

/**
 * The sessions that one transport holds open on this node. A bean of the module that owns the
 * transport; calls come on any thread and do not wait for clients.
 */
public interface SessionSource {

  /** The user's open sessions, in no order. */
  List<OpenSession> sessions(UserId user);

  /**
   * Ends a session for good, as {@link CloseCode#REVOKED} says; what it sends afterwards is not
   * read.
   *
   * @return false if the user has no such session here
   */
  boolean revoke(UserId user, String sessionId);
}
