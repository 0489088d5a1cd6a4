package io.switchboard.message;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.stomp.Answers;
import io.switchboard.stomp.Destination;
import io.switchboard.stomp.DestinationRule;
import io.switchboard.stomp.SendRequest;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * {@code SEND /app/messages} with the header {@code type}. What is wrong with a message that is
 * answered, the answer says; what is broadcast is refused as any other SEND.
 */
@Component
class MessageRule implements DestinationRule {

  private static final String DESTINATION = "/app/messages";
  private static final String UNKNOWN = "unknown";

  private final MessageTypes types;
  private final MessageBodies bodies;
  private final Broadcasts broadcasts;
  private final Answers answers;
  private final MessageMetrics metrics;

  MessageRule(
      MessageTypes types,
      MessageBodies bodies,
      Broadcasts broadcasts,
      Answers answers,
      MessageMetrics metrics) {
    this.types = types;
    this.bodies = bodies;
    this.broadcasts = broadcasts;
    this.answers = answers;
    this.metrics = metrics;
  }

  @Override
  public boolean covers(Destination destination) {
    return destination.value().equals(DESTINATION);
  }

  @Override
  public CompletionStage<?> send(SendRequest request) {
    String name = request.header("type");
    if (name == null) {
      throw new Refused(ErrorCode.INVALID_VALUE, "A typed message needs the header 'type'.");
    }
    return switch (types.find(name)) {
      case null -> refuseUnknown(request);
      case TypedMessage.PassedOn type ->
          broadcasts.measured(type, () -> broadcasts.passOn(request, type));
      case TypedMessage.Broadcast type ->
          broadcasts.measured(type, () -> broadcasts.broadcast(request, type));
      case TypedMessage.Answered type ->
          answer(
              request,
              name,
              () -> type.handler().handle(request.caller(), bodies.read(request, type)));
    };
  }

  private CompletionStage<?> answer(SendRequest request, String tag, Supplier<Object> work) {
    if (request.caller().embed() != null) {
      throw new Refused(ErrorCode.FORBIDDEN, "An embed token reaches its channel only.");
    }
    answers.answer(request, work, (outcome, took) -> metrics.handled(tag, outcome, took));
    return ACCEPTED;
  }

  /** Whoever waits for an answer gets one. */
  private CompletionStage<?> refuseUnknown(SendRequest request) {
    Refused refused = new Refused(ErrorCode.NOT_FOUND, "There is no message of this type.");
    if (answers.isExpected(request)) {
      return answer(
          request,
          UNKNOWN,
          () -> {
            throw refused;
          });
    }
    metrics.handled(UNKNOWN, refused.code().name(), Duration.ZERO);
    throw refused;
  }
}
