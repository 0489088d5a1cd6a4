package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Requests over the socket: {@code SEND /app/rpc/{method}} is answered as {@link Answers} says. A
 * refusal and a failure are answers, too.
 */
@Component
class RpcRule implements DestinationRule {

  private static final String PREFIX = "/app/rpc/";
  private static final String UNKNOWN = "unknown";

  private final Map<String, RpcMethod> methods;
  private final Answers answers;
  private final RpcRequests requests;
  private final StompMetrics metrics;

  RpcRule(List<RpcMethod> methods, Answers answers, RpcRequests requests, StompMetrics metrics) {
    this.methods = methods.stream().collect(Collectors.toMap(RpcMethod::name, Function.identity()));
    this.answers = answers;
    this.requests = requests;
    this.metrics = metrics;
  }

  @Override
  public boolean covers(Destination destination) {
    return destination.after(PREFIX) != null;
  }

  @Override
  public CompletionStage<?> send(SendRequest request) {
    if (request.caller().embed() != null) {
      throw new Refused(ErrorCode.FORBIDDEN, "An embed token cannot call methods.");
    }
    String name = request.destination().value().substring(PREFIX.length());
    RpcMethod method = methods.get(name);
    answers.answer(
        request,
        () -> call(method, request),
        (outcome, took) -> metrics.called(method == null ? UNKNOWN : name, outcome, took));
    return ACCEPTED;
  }

  private Object call(@Nullable RpcMethod method, SendRequest request) {
    if (method == null) {
      throw new Refused(ErrorCode.NOT_FOUND, "There is no method of this name.");
    }
    return method.call(request.caller(), requests.parse(request.body()));
  }
}
