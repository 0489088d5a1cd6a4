package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the body of a request into what a method expects. */
@Component
public class RpcRequests {

  private final JsonMapper json;

  RpcRequests(JsonMapper json) {
    this.json = json;
  }

  /**
   * @param body one JSON document, or nothing for an empty object
   * @throws Refused {@link ErrorCode#BAD_JSON}
   */
  public JsonNode parse(byte[] body) {
    try {
      return body.length == 0 ? json.createObjectNode() : json.readTree(body);
    } catch (JacksonException notJson) {
      throw new Refused(ErrorCode.BAD_JSON, "The body is not one valid JSON document.");
    }
  }

  /**
   * @throws Refused {@link ErrorCode#INVALID_VALUE} if it does not fit, or what the type's own
   *     checks threw
   */
  public <T> T read(JsonNode request, Class<T> type) {
    try {
      return json.treeToValue(request, type);
    } catch (JacksonException failure) {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof Refused refused) {
          throw refused;
        }
      }
      throw new Refused(
          ErrorCode.INVALID_VALUE,
          "The body has a field that is missing, not known, or of the wrong type.");
    }
  }
}
