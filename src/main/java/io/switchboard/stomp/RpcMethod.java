package io.switchboard.stomp;

import io.switchboard.security.Caller;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import tools.jackson.databind.JsonNode;

/**
 * A method that clients call by {@code SEND /app/rpc/{name}}. A bean; a new method is one class.
 */
public interface RpcMethod {

  /** Such as {@code ping} or {@code sync.mutate}. */
  String name();

  /**
   * Answers on a virtual thread of its own, so it may wait; calls of one session run side by side.
   * Past {@code switchboard.stomp.rpc-timeout} the client is told {@link ErrorCode#TIMED_OUT} and
   * the result is dropped.
   *
   * @param request the JSON body, an empty object if there was none
   * @return what becomes the JSON body of the answer
   * @throws Refused to answer with a problem; any other exception is answered with a problem that
   *     does not tell what it says
   */
  Object call(Caller caller, JsonNode request);
}
