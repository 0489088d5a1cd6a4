package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What server and client agreed on, by the rule of STOMP 1.2: each direction takes the slower of
 * what one can do and the other wants.
 *
 * @param header the server's half of the negotiation
 * @param send how often the server sends something, zero for never
 * @param expect how often the client sends something, zero for never
 */
record Heartbeats(String header, Duration send, Duration expect) {

  /** Before CONNECT nothing is agreed. */
  static final Heartbeats NONE = new Heartbeats("0,0", Duration.ZERO, Duration.ZERO);

  /**
   * @param client the client's header, {@code can,wants} in milliseconds
   * @param ours how often the server can send and wants to hear
   */
  static Heartbeats negotiate(@Nullable String client, Duration ours) {
    String offer = client == null ? "0,0" : client;
    if (!offer.matches("[0-9]{1,9},[0-9]{1,9}")) {
      throw new Refused(ErrorCode.BAD_FRAME, "heart-beat is not two numbers of milliseconds.");
    }
    int comma = offer.indexOf(',');
    long can = Long.parseLong(offer.substring(0, comma));
    long wants = Long.parseLong(offer.substring(comma + 1));
    long millis = ours.toMillis();
    return new Heartbeats(
        millis + "," + millis,
        wants == 0 ? Duration.ZERO : Duration.ofMillis(Math.max(millis, wants)),
        can == 0 ? Duration.ZERO : Duration.ofMillis(Math.max(can, millis)));
  }
}
