package io.switchboard.shared;

/**
 * Every error a client can meet. The name is the stable {@code code}; {@code temporary} says
 * whether the same request may succeed later.
 */
public enum ErrorCode {
  /** The body is not JSON, or not the one JSON object that is expected. */
  BAD_JSON(400),
  /** The body has a field that this endpoint does not know. */
  UNKNOWN_FIELD(400),
  /** A value has the wrong type, is out of range, or is missing. */
  INVALID_VALUE(400),
  /** The STOMP frame breaks the protocol. */
  BAD_FRAME(400),
  /** The destination is not written in its one canonical form, or does not exist. */
  BAD_DESTINATION(400),
  /** No token, or one that cannot be verified. */
  UNAUTHENTICATED(401),
  /** The token was valid once. */
  TOKEN_EXPIRED(401),
  /** The ticket is unknown, was used before, or is too old. */
  TICKET_INVALID(401),
  /** The caller is known and may not do this. */
  FORBIDDEN(403),
  /** The new token is another user's than the session's. */
  OTHER_USER(403),
  /** The activation or renewal token of a push subscription is unknown, used or too old. */
  PUSH_TOKEN_INVALID(403),
  /** The page's origin is not in the list. */
  ORIGIN_NOT_ALLOWED(403),
  /** Nothing is there, or nothing that this caller may know of. */
  NOT_FOUND(404),
  /** The path exists, the method does not. */
  METHOD_NOT_ALLOWED(405),
  /** No representation fits the Accept header. */
  NOT_ACCEPTABLE(406),
  /** What is stored contradicts the request. */
  CONFLICT(409),
  /** The first attempt of the same request is still carried out. */
  REQUEST_IN_PROGRESS(409, true),
  /** The If-Match header does not name the stored version. */
  STALE_VERSION(412),
  /** The body, the frame or the message is larger than allowed. */
  TOO_LARGE(413),
  /** The Content-Type is not supported. */
  UNSUPPORTED_MEDIA_TYPE(415),
  /** The request is well-formed and can never be carried out. */
  NOT_PROCESSABLE(422),
  /** The policy type is not in the catalogue. */
  UNKNOWN_POLICY_TYPE(422),
  /** The channel type is not in the catalogue. */
  UNKNOWN_CHANNEL_TYPE(422),
  /** The push endpoint is not one of the allowed push services. */
  ENDPOINT_NOT_ALLOWED(422),
  /** The Idempotency-Key was used with another body. */
  IDEMPOTENCY_KEY_REUSED(422),
  /** The request needs an If-Match header. */
  VERSION_REQUIRED(428),
  /** More requests, subscriptions or messages than allowed. */
  LIMIT_EXCEEDED(429, true),
  /** The method, engine or feature is switched off or not built. */
  NOT_SUPPORTED(501),
  /** The database or the broker does not answer. */
  UNAVAILABLE(503, true),
  /** The method did not answer in time; whether it was carried out is not known. */
  TIMED_OUT(504, true),
  /** The service failed; the failure is in its log. */
  INTERNAL_ERROR(500, true);

  private final int status;
  private final boolean temporary;

  ErrorCode(int status) {
    this(status, false);
  }

  ErrorCode(int status, boolean temporary) {
    this.status = status;
    this.temporary = temporary;
  }

  /** The code for a failure of which only the HTTP status is known. */
  static ErrorCode ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 413 -> TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 503 -> UNAVAILABLE;
      default -> status >= 400 && status < 500 ? INVALID_VALUE : INTERNAL_ERROR;
    };
  }

  /** The HTTP status this code is answered with. */
  public int status() {
    return status;
  }

  /** Whether the same request may succeed later. */
  public boolean temporary() {
    return temporary;
  }
}
