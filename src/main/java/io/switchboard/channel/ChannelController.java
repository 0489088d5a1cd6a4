package io.switchboard.channel;

import io.switchboard.broker.Publication;
import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.Position;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
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
  CompletableFuture<Accepted> publish(
      @AuthenticationPrincipal Caller caller,
      @PathVariable ChannelName channel,
      @Valid @RequestBody NewMessage message) {
    Namespace namespace = channels.authorizeRestPublish(caller, channel);
    return channels
        .publish(namespace, channel, message.draft(caller, json))
        .thenApply(Accepted::of);
  }

  /**
   * @param event {@code message} if absent
   * @param data any JSON, the body of the MESSAGE
   * @param ephemeral delivered and never recorded, {@code false} if absent
   */
  record NewMessage(@Nullable String event, @NotNull JsonNode data, @Nullable Boolean ephemeral) {

    Draft draft(Caller caller, JsonMapper json) {
      return Draft.json(
          event,
          caller.user().value(),
          json.writeValueAsBytes(data),
          Boolean.TRUE.equals(ephemeral));
    }
  }

  /**
   * @param epoch the channel's epoch, absent if the message was not recorded
   * @param offset and its offset there
   */
  record Accepted(String id, @Nullable String epoch, @Nullable Long offset, Instant timestamp) {

    static Accepted of(Publication publication) {
      Position position = publication.position();
      return new Accepted(
          publication.id(),
          position == null ? null : position.epoch(),
          position == null ? null : position.offset(),
          publication.timestamp());
    }
  }
}
