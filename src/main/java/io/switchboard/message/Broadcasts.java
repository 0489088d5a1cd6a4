package io.switchboard.message;

import io.switchboard.broker.Publication;
import io.switchboard.channel.Channels;
import io.switchboard.channel.ClientMessages;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.stomp.Answers;
import io.switchboard.stomp.DestinationRule;
import io.switchboard.stomp.SendRequest;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes typed messages on their channels, with the type as the event, under the rights and
 * limits of any SEND there.
 */
@Component
class Broadcasts {

  private final Channels channels;
  private final ClientMessages messages;
  private final MessageBodies bodies;
  private final Answers answers;
  private final MessageMetrics metrics;
  private final JsonMapper json;

  Broadcasts(
      Channels channels,
      ClientMessages messages,
      MessageBodies bodies,
      Answers answers,
      MessageMetrics metrics,
      JsonMapper json) {
    this.channels = channels;
    this.messages = messages;
    this.bodies = bodies;
    this.answers = answers;
    this.metrics = metrics;
    this.json = json;
  }

  /** On the socket's thread, so that it keeps its place among the frames of its session. */
  CompletionStage<?> passOn(SendRequest request, TypedMessage.PassedOn type) {
    channels.authorizePublish(request.caller(), type.channel());
    bodies.read(request, type);
    return messages.publish(
        request, type.channel(), type.name(), Publication.JSON, bodies.bytes(request));
  }

  /** The sender's rights come first, because a handler may have an effect. */
  CompletionStage<?> broadcast(SendRequest request, TypedMessage.Broadcast type) {
    channels.authorizePublish(request.caller(), type.channel());
    JsonNode data = bodies.read(request, type);
    return answers
        .start(request, () -> json.writeValueAsBytes(type.handler().handle(request.caller(), data)))
        .thenCompose(
            answer ->
                messages.publish(request, type.channel(), type.name(), Publication.JSON, answer));
  }

  /** Measures until it is accepted or refused. */
  CompletionStage<?> measured(TypedMessage type, Supplier<CompletionStage<?>> publishing) {
    long since = System.nanoTime();
    try {
      CompletionStage<?> accepted = publishing.get();
      if (accepted == DestinationRule.ACCEPTED) {
        handled(type, "OK", since);
      } else {
        accepted.whenComplete(
            (_, failure) -> handled(type, failure == null ? "OK" : outcome(failure), since));
      }
      return accepted;
    } catch (RuntimeException failure) {
      handled(type, outcome(failure), since);
      throw failure;
    }
  }

  private void handled(TypedMessage type, String outcome, long since) {
    metrics.handled(type.name(), outcome, Duration.ofNanos(System.nanoTime() - since));
  }

  /** What the client is told is decided, and logged, where it is told. */
  private static String outcome(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Refused refused) {
        return refused.code().name();
      }
    }
    return ErrorCode.INTERNAL_ERROR.name();
  }
}
