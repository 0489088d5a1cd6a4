package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.UserId;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A user's open sessions on this node, for an operator to look at and to end. */
@RestController
@RequestMapping("/api/users/{user}/sessions")
class SessionController {

  private final OpenSessions sessions;

  SessionController(OpenSessions sessions) {
    this.sessions = sessions;
  }

  @GetMapping
  Sessions sessions(@PathVariable UserId user) {
    return new Sessions(sessions.of(user));
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revokeAll(@PathVariable UserId user) {
    sessions.revokeAll(user);
  }

  @DeleteMapping("/{session}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(@PathVariable UserId user, @PathVariable String session) {
    if (!sessions.revoke(user, session)) {
      throw new Refused(ErrorCode.NOT_FOUND, "The user has no such session on this node.");
    }
  }

  /**
   * @param sessions the oldest first
   */
  record Sessions(List<OpenSession> sessions) {}
}
