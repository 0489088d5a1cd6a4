package io.switchboard.message;

import io.switchboard.security.Caller;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import tools.jackson.databind.JsonNode;

/**
 * What the service does with messages of one type, {@code SEND /app/messages} with the header
 * {@code type}. A bean; a new type is one class. Where its answer goes is configured: to the
 * sender, or to everybody on a channel.
 */
public interface MessageType {

  /** Such as {@code SEARCH}. */
  String name();

  /**
   * Answers on a virtual thread of its own, so it may wait; messages of one session run side by
   * side. Past {@code switchboard.stomp.rpc-timeout} the client is told {@link ErrorCode#TIMED_OUT}
   * and the result is dropped.
   *
   * @param data the JSON body, an empty object if there was none; it fits the type's schema
   * @return what becomes the JSON body of the answer
   * @throws Refused to refuse the message; any other exception is told without what it says
   */
  Object handle(Caller caller, JsonNode data);
}
