package io.switchboard.presence;

import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PresenceController {

  private final PresenceQuery query;

  PresenceController(PresenceQuery query) {
    this.query = query;
  }

  @GetMapping("/api/channels/{channel}/presence")
  PresenceQuery.Present present(
      @AuthenticationPrincipal Caller caller, @PathVariable ChannelName channel) {
    return query.present(caller, channel);
  }
}
