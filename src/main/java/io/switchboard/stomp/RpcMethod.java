package io.switchboard.stomp;

import io.switchboard.security.Caller;
import io.switchboard.shared.Refused;
import tools.jackson.databind.JsonNode;

/**
 * A method that clients call by {@code SEND /app/rpc/{name}}. A bean; a new method is one class.
 */
public interface RpcMethod {

  /** Such as {@code ping} or {@code sync.mutate}. */
  String name();

  /**
   * Answers on the socket's thread.
   *
   * @param request the JSON body, an empty object if there was none
   * @return what becomes the JSON body of the answer
   * @throws Refused to answer with a problem
   */
  Object call(Caller caller, JsonNode request);
}
