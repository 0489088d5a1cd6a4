package io.switchboard.stomp;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.switchboard.broker.ClientSession;
import io.switchboard.broker.CloseCode;
import io.switchboard.broker.FrameEncoder;
import io.switchboard.broker.PublicationFactory;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Problem;
import io.switchboard.shared.Refused;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client reads on {@code /user/queue/errors} about a frame that was refused.
 *
 * @param code the stable code
 * @param temporary whether the same frame may succeed later
 * @param detail a sentence for people
 * @param destination the frame's destination
 * @param receiptId the frame's {@code receipt}, so that the client knows which one it was
 * @param errors which fields were wrong, empty and absent if none
 */
record Refusal(
    ErrorCode code,
    boolean temporary,
    String detail,
    @Nullable String destination,
    @JsonProperty("receipt-id") @Nullable String receiptId,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Problem.FieldError> errors) {

  /** The stream on which a client reads what was refused. */
  private static final String ERRORS = "errors";

  static Refusal of(Refused refused, @Nullable String destination, @Nullable String receiptId) {
    return new Refusal(
        refused.code(),
        refused.code().temporary(),
        refused.detail(),
        destination,
        receiptId,
        refused.errors());
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

  /** The ERROR frame for a client without error stream. */
  ByteBuffer errorFrame(JsonMapper json) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("message", detail);
    headers.putAll(headers());
    if (code == ErrorCode.BAD_FRAME) {
      headers.put("version", "1.2,1.1");
    }
    return FrameEncoder.error(headers, json.writeValueAsBytes(Problem.of(code, detail, errors)));
  }

  /** How the session ends after that frame. */
  CloseCode closeCode() {
    return switch (code) {
      case TOO_LARGE -> CloseCode.TOO_BIG;
      case UNAUTHENTICATED, TOKEN_EXPIRED, TICKET_INVALID -> CloseCode.EXPIRED;
      case OTHER_USER -> CloseCode.OTHER_USER;
      case UNAVAILABLE, INTERNAL_ERROR -> CloseCode.SERVER_ERROR;
      default -> CloseCode.STOMP_ERROR;
    };
  }

  /** Tells the session on its error stream; false if it has not subscribed to it. */
  boolean tell(ClientSession session, PublicationFactory publications) {
    String errors = UserMessages.routingKey(session.user(), ERRORS);
    return session.send(publications.json(errors, "error", this, headers())) > 0;
  }
}
