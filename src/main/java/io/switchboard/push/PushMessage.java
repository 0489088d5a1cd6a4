package io.switchboard.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is pushed to a browser.
 *
 * @param id what it is about, for clients to drop repetitions: it arrives as {@code data.id}
 * @param timeToLive how long it is worth delivering, 0 to 28 days; with 0 it reaches only a browser
 *     that is connected
 * @param topic replaces what waits with the same topic; {@code null} if nothing is replaced
 */
public record PushMessage(
    String id,
    PushContent content,
    Duration timeToLive,
    Urgency urgency,
    @Nullable PushTopic topic) {

  private static final Duration LONGEST = Duration.ofDays(28);

  /**
   * @throws IllegalArgumentException if the time to live is out of range
   */
  public PushMessage {
    if (timeToLive.isNegative() || timeToLive.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "the time to live of a push is 0 to 28 days; not " + timeToLive);
    }
  }
}
