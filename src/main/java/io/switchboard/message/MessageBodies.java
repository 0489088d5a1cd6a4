package io.switchboard.message;

import io.switchboard.schema.BodySchema;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.stomp.RpcRequests;
import io.switchboard.stomp.SendRequest;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Reads what typed messages say. Without a body it is an empty object. */
@Component
class MessageBodies {

  private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

  private final RpcRequests requests;

  MessageBodies(RpcRequests requests) {
    this.requests = requests;
  }

  /**
   * @throws Refused {@link ErrorCode#BAD_JSON}, or {@link ErrorCode#INVALID_VALUE} if the body does
   *     not fit the type's schema
   */
  JsonNode read(SendRequest request, TypedMessage type) {
    JsonNode data = requests.parse(bytes(request));
    BodySchema schema = type.schema();
    if (schema != null) {
      schema.check(bytes(request));
    }
    return data;
  }

  byte[] bytes(SendRequest request) {
    return request.body().length == 0 ? NOTHING : request.body();
  }
}
