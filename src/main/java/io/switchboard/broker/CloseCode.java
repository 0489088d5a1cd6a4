package io.switchboard.broker;

/**
 * Why the service closes a WebSocket. Codes from 3000 to 3499 invite the client to reconnect, codes
 * from 3500 tell it not to.
 */
public enum CloseCode {
  /** The client said DISCONNECT. */
  NORMAL(1000, "disconnected"),
  /** The WebSocket protocol was broken. */
  PROTOCOL_ERROR(1002, "protocol error"),
  /** A message is larger than allowed. */
  TOO_BIG(1009, "message too big"),
  /** The service is stopping. */
  SHUTDOWN(3000, "shutdown"),
  /** The client does not read as fast as it is sent to. */
  TOO_SLOW(3001, "too slow"),
  /** The client's position cannot be continued. */
  POSITION_LOST(3002, "position lost"),
  /** The service failed. */
  SERVER_ERROR(3003, "server error"),
  /** Nothing was heard from the client for too long. */
  TIMED_OUT(3004, "timed out"),
  /** The token or ticket is no longer valid, or never was. */
  EXPIRED(3500, "token expired or invalid"),
  /** The new token is another user's. */
  OTHER_USER(3501, "other user"),
  /** The session was ended by an operator. */
  REVOKED(3502, "revoked"),
  /** The client broke the STOMP protocol or asked for what it may not. */
  STOMP_ERROR(3503, "STOMP error");

  private final int code;
  private final String reason;

  CloseCode(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /** The WebSocket status code. */
  public int code() {
    return code;
  }

  /** A few words for logs and people. */
  public String reason() {
    return reason;
  }
}
