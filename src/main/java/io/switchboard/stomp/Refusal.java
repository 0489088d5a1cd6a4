package io.switchboard.stomp;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client reads on {@code /user/queue/errors} about a frame that was refused.
 *
 * @param code the stable code
 * @param temporary whether the same frame may succeed later
 * @param detail a sentence for people
 * @param destination the frame's destination
 * @param receiptId the frame's {@code receipt}, so that the client knows which one it was
 */
record Refusal(
    ErrorCode code,
    boolean temporary,
    String detail,
    @Nullable String destination,
    @JsonProperty("receipt-id") @Nullable String receiptId) {

  static Refusal of(Refused refused, @Nullable String destination, @Nullable String receiptId) {
    return new Refusal(
        refused.code(), refused.code().temporary(), refused.detail(), destination, receiptId);
  }

  /** So that a client can act without reading the body. */
  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("code", code.name());
    headers.put("temporary", Boolean.toString(temporary));
    if (receiptId != null) {
      headers.put("receipt-id", receiptId);
    }
    return headers;
  }

  /** The headers of an ERROR frame. */
  Map<String, String> errorHeaders() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("message", detail);
    headers.putAll(headers());
    if (code == ErrorCode.BAD_FRAME) {
      headers.put("version", "1.2,1.1");
    }
    return headers;
  }
}
