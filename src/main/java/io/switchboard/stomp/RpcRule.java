package io.switchboard.stomp;

import io.switchboard.broker.Publication;
import io.switchboard.broker.PublicationFactory;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Failures;
import io.switchboard.shared.Problem;
import io.switchboard.shared.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests over the socket: {@code SEND /app/rpc/{method}} is answered on {@code
 * /user/queue/replies} of the same session, with the same {@code correlation-id}. A refusal and a
 * failure are answers too: event {@code error} and a problem as its body. Answers come as they are
 * ready, in any order.
 */
@Component
class RpcRule implements DestinationRule {

  private static final String PREFIX = "/app/rpc/";
  private static final String CORRELATION = "correlation-id";
  private static final String UNKNOWN = "unknown";

  private final Map<String, RpcMethod> methods;
  private final RpcCalls calls;
  private final PublicationFactory publications;
  private final Failures failures;
  private final StompMetrics metrics;
  private final JsonMapper json;

  RpcRule(
      List<RpcMethod> methods,
      RpcCalls calls,
      PublicationFactory publications,
      Failures failures,
      StompMetrics metrics,
      JsonMapper json) {
    this.methods = methods.stream().collect(Collectors.toMap(RpcMethod::name, Function.identity()));
    this.calls = calls;
    this.publications = publications;
    this.failures = failures;
    this.metrics = metrics;
    this.json = json;
  }

  @Override
  public boolean covers(Destination destination) {
    return destination.after(PREFIX) != null;
  }

  @Override
  public CompletionStage<?> send(SendRequest request) {
    String correlation = request.header(CORRELATION);
    if (correlation == null || correlation.isEmpty() || correlation.length() > 128) {
      throw new Refused(
          ErrorCode.INVALID_VALUE, "A request needs a correlation-id of 1 to 128 characters.");
    }
    if (request.caller().embed() != null) {
      throw new Refused(ErrorCode.FORBIDDEN, "An embed token cannot call methods.");
    }
    String replies = UserMessages.routingKey(request.caller().user(), "replies");
    if (request.session().subscriptions().stream()
        .noneMatch(subscription -> subscription.routingKey().equals(replies))) {
      throw new Refused(
          ErrorCode.CONFLICT, "Subscribe to /user/queue/replies first; the answer goes there.");
    }
    start(request, new Reply(replies, correlation, System.nanoTime()));
    return ACCEPTED;
  }

  /**
   * Where an answer goes.
   *
   * @param destination the user's replies
   * @param correlation the client's id of the request
   * @param since when it came, in {@link System#nanoTime()}
   */
  private record Reply(String destination, String correlation, long since) {}

  /** A client that stopped listening meanwhile gets nothing. */
  private void start(SendRequest request, Reply reply) {
    String name = request.destination().value().substring(PREFIX.length());
    RpcMethod method = methods.get(name);
    calls
        .start(request.session().id(), () -> encode(reply, "reply", call(method, request)))
        .whenComplete(
            (answer, failure) -> {
              Refused refused = failure == null ? null : translate(failure);
              metrics.called(
                  method == null ? UNKNOWN : name,
                  refused == null ? "OK" : refused.code().name(),
                  Duration.ofNanos(System.nanoTime() - reply.since()));
              request
                  .session()
                  .send(refused == null ? answer : encode(reply, "error", Problem.of(refused)));
            });
  }

  private Publication encode(Reply reply, String event, Object body) {
    return publications.json(
        reply.destination(), event, body, Map.of(CORRELATION, reply.correlation()));
  }

  private Object call(@Nullable RpcMethod method, SendRequest request) {
    if (method == null) {
      throw new Refused(ErrorCode.NOT_FOUND, "There is no method of this name.");
    }
    return method.call(request.caller(), read(request.body()));
  }

  private JsonNode read(byte[] bytes) {
    try {
      return bytes.length == 0 ? json.createObjectNode() : json.readTree(bytes);
    } catch (JacksonException notJson) {
      throw new Refused(ErrorCode.BAD_JSON, "The body is not one valid JSON document.");
    }
  }

  private Refused translate(Throwable failure) {
    return switch (failure) {
      case TimeoutException _ ->
          new Refused(
              ErrorCode.TIMED_OUT,
              "The method did not answer in time; what it began may still be carried out.");
      case CompletionException wrapped when wrapped.getCause() != null ->
          translate(wrapped.getCause());
      case Exception exception -> failures.translate(exception);
      default -> failures.translate(new IllegalStateException(failure));
    };
  }
}
