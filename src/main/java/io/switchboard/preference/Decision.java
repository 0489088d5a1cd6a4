package io.switchboard.preference;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link Question}.
 *
 * @param reason the gate that answered
 * @param layer whose gate it was
 * @param row what stands there, as {@code policyType/channelType} with {@code *} for all; {@code
 *     null} if the message itself is the reason
 * @param until for what waits, when to ask again or when the digest is due
 * @param unlessSeenFor for {@link Reason#UNLESS_SEEN}, how long the user has to see it elsewhere
 */
public record Decision(
    Reason reason,
    Layer layer,
    @Nullable String row,
    @Nullable Instant until,
    @Nullable Duration unlessSeenFor) {

  static Decision of(Reason reason, Layer layer, Cell row) {
    return new Decision(reason, layer, row.toString(), null, null);
  }

  static Decision waiting(Reason reason, Cell row, Instant until) {
    return new Decision(reason, Layer.USER, row.toString(), until, null);
  }

  static Decision expired() {
    return new Decision(Reason.EXPIRED, Layer.MESSAGE, null, null, null);
  }

  /** What becomes of the message. */
  public Verdict verdict() {
    return reason.verdict();
  }

  boolean sends() {
    return verdict() == Verdict.SEND;
  }
}
