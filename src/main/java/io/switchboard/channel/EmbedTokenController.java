package io.switchboard.channel;

import io.switchboard.security.Caller;
import io.switchboard.security.Tokens;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Gives a page that is embedded in another a token for one channel. Whatever the caller may not
 * have, a resource that is not configured included, is not there.
 */
@RestController
class EmbedTokenController {

  private final Channels channels;
  private final Tokens tokens;

  EmbedTokenController(Channels channels, Tokens tokens) {
    this.channels = channels;
    this.tokens = tokens;
  }

  @PutMapping("/api/{resource}/{id}/id_token")
  Answer mint(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String resource,
      @PathVariable String id) {
    String name = resource + ':' + id;
    if (caller.embed() != null || !tokens.embeds(resource) || !ChannelName.isValid(name)) {
      throw notFound();
    }
    ChannelName channel = new ChannelName(name);
    try {
      channels.authorizeSubscribe(caller, channel);
    } catch (Refused _) {
      throw notFound();
    }
    return new Answer(tokens.mintEmbed(caller, channel));
  }

  private static Refused notFound() {
    return new Refused(ErrorCode.NOT_FOUND, "There is no such resource for this caller.");
  }

  record Answer(Tokens.EmbedToken meta) {}
}
