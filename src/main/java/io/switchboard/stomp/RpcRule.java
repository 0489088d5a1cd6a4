package io.switchboard.stomp;

import io.switchboard.broker.PublicationFactory;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Problem;
import io.switchboard.shared.Refused;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests over the socket: {@code SEND /app/rpc/{method}} is answered on {@code
 * /user/queue/replies} of the same session, with the same {@code correlation-id}. A refusal is an
 * answer too: event {@code error} and a problem as its body.
 */
@Component
class RpcRule implements DestinationRule {

  private static final String PREFIX = "/app/rpc/";
  private static final String CORRELATION = "correlation-id";

  private final Map<String, RpcMethod> methods;
  private final PublicationFactory publications;
  private final JsonMapper json;

  RpcRule(List<RpcMethod> methods, PublicationFactory publications, JsonMapper json) {
    this.methods = methods.stream().collect(Collectors.toMap(RpcMethod::name, Function.identity()));
    this.publications = publications;
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
    try {
      answer(request, correlation, "reply", call(request));
    } catch (Refused refused) {
      answer(request, correlation, "error", Problem.of(refused));
    }
    return ACCEPTED;
  }

  private Object call(SendRequest request) {
    String name = request.destination().value().substring(PREFIX.length());
    RpcMethod method = methods.get(name);
    if (method == null) {
      throw new Refused(ErrorCode.NOT_FOUND, "There is no method of this name.");
    }
    return method.call(request.caller(), body(request.body()));
  }

  private JsonNode body(byte[] bytes) {
    try {
      return bytes.length == 0 ? json.createObjectNode() : json.readTree(bytes);
    } catch (JacksonException notJson) {
      throw new Refused(ErrorCode.BAD_JSON, "The body is not one valid JSON document.");
    }
  }

  private void answer(SendRequest request, String correlation, String event, Object body) {
    String replies = UserMessages.routingKey(request.caller().user(), "replies");
    int takers =
        request
            .session()
            .send(publications.json(replies, event, body, Map.of(CORRELATION, correlation)));
    if (takers == 0) {
      throw new Refused(
          ErrorCode.CONFLICT, "Subscribe to /user/queue/replies first; the answer goes there.");
    }
  }
}
