package io.switchboard.channel;

import io.switchboard.broker.Publication;
import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@RestController
class ChannelController {

  private final Channels channels;
  private final JsonMapper json;

  ChannelController(Channels channels, JsonMapper json) {
    this.channels = channels;
    this.json = json;
  }

  @PostMapping("/api/channels/{channel}/messages")
  Accepted publish(
      @AuthenticationPrincipal Caller caller,
      @PathVariable ChannelName channel,
      @Valid @RequestBody NewMessage message) {
    Namespace namespace = channels.authorizeRestPublish(caller, channel);
    Publication accepted =
        channels.publish(
            namespace,
            channel,
            message.event(),
            caller.user().value(),
            new Channels.Content(Publication.JSON, json.writeValueAsBytes(message.data())),
            Map.of());
    return new Accepted(accepted.id(), accepted.timestamp());
  }

  /**
   * @param event {@code message} if absent
   * @param data any JSON, the body of the MESSAGE
   */
  record NewMessage(@Nullable String event, @NotNull JsonNode data) {}

  record Accepted(String id, Instant timestamp) {}
}
