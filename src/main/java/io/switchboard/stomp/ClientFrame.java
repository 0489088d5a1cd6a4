package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One frame of a client.
 *
 * @param command as sent
 * @param headers unescaped; of a repeated header the first counts, as STOMP 1.2 says
 * @param body may be empty
 */
record ClientFrame(String command, Map<String, String> headers, byte[] body) {

  @Nullable String header(String name) {
    return headers.get(name);
  }

  /**
   * @throws Refused if the header is missing, empty or longer than 128 characters
   */
  String required(String name) {
    String value = headers.get(name);
    if (value == null || value.isEmpty() || value.length() > 128) {
      throw new Refused(
          ErrorCode.INVALID_VALUE,
          "The frame needs a header '" + name + "' of 1 to 128 characters.");
    }
    return value;
  }

  /**
   * @throws Refused if the header is there, because ignoring it would betray the client
   */
  void refuseHeader(String name) {
    if (headers.containsKey(name)) {
      throw new Refused(ErrorCode.NOT_SUPPORTED, "The header '" + name + "' is not supported.");
    }
  }
}
