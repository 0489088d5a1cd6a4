package io.switchboard.push;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How what is queued is sent.
 *
 * @param enabled whether this node sends; if not, another has to
 * @param maxInFlight how many messages a node holds in memory at once, 1 to 100000
 * @param lease for how long a node has what it took, 30 s to 1 h; what it did not finish by then,
 *     because it died, is sent again
 * @param poll how often a node looks for what is due, 50 ms to 1 min; new messages do not wait for
 *     it
 * @param quarantineAfter after how many failures in a row a subscription rests, 1 to 1000
 * @param quarantine for how long, 1 s to 7 days
 * @param originPause for how long nothing is sent to a push service that refuses the VAPID token, 1
 *     s to 1 day; then one message tries whether it still does
 * @param retryBase the bound of the random wait after a first failure, 1 ms to 1 h; it doubles
 * @param retryCap and never grows beyond this, 1 ms to 1 day
 */
record PushSending(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("2000") @Min(1) @Max(100_000) int maxInFlight,
    @DefaultValue("2m") Duration lease,
    @DefaultValue("1s") Duration poll,
    @DefaultValue("10") @Min(1) @Max(1000) int quarantineAfter,
    @DefaultValue("1h") Duration quarantine,
    @DefaultValue("10m") Duration originPause,
    @DefaultValue("2s") Duration retryBase,
    @DefaultValue("10m") Duration retryCap) {

  private static final String PREFIX = "switchboard.push.sending.";

  PushSending {
    requireWithin(PREFIX + "lease", lease, Duration.ofSeconds(30), Duration.ofHours(1));
    requireWithin(PREFIX + "poll", poll, Duration.ofMillis(50), Duration.ofMinutes(1));
    requireWithin(PREFIX + "quarantine", quarantine, Duration.ofSeconds(1), Duration.ofDays(7));
    requireWithin(PREFIX + "retry-base", retryBase, Duration.ofMillis(1), Duration.ofHours(1));
    requireWithin(PREFIX + "retry-cap", retryCap, retryBase, Duration.ofDays(1));
    requireWithin(PREFIX + "origin-pause", originPause, Duration.ofSeconds(1), Duration.ofDays(1));
  }

  static void requireWithin(String property, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          property + " is " + value + "; set it between " + least + " and " + most);
    }
  }
}
