package io.switchboard.push;

import io.switchboard.outbound.Outbound;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * How much this node has under way to each push service: at most twice of what is still free, one
 * message to try a service that refused or failed, and none while one wants to be left alone. So
 * there is always room for a service that was silent, one that is slow or down holds up nobody
 * else, and names that anybody may have made up take no more than what is under way to them. (The
 * dynamic thresholds of Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998.)
 */
@Component
class PushLanes {

  /** A lane is filled again when so much of it is free: the database gives many at once best. */
  private static final int REFILLED_AT = 4;

  private static final int OF_FREE = 2;

  private final PushOrigins origins;
  private final Outbound outbound;
  private final int most;
  private final Map<String, Integer> underWay = new HashMap<>();
  private int total;

  PushLanes(PushOrigins origins, Outbound outbound, PushSettings settings) {
    this.origins = origins;
    this.outbound = outbound;
    this.most = settings.sending().maxInFlight();
  }

  /** How many more messages may go there now. */
  synchronized int room(String host, Instant now) {
    String origin = PushEndpoint.origin(host);
    int threshold = Math.max(1, OF_FREE * (most - total));
    int allowed =
        Math.min(threshold, Math.min(origins.capacity(origin, now), outbound.capacity(origin)));
    int free = allowed - underWay.getOrDefault(host, 0);
    return free * REFILLED_AT >= allowed ? free : 0;
  }

  synchronized void entered(String host) {
    total++;
    underWay.merge(host, 1, Integer::sum);
  }

  synchronized void left(String host) {
    total--;
    underWay.computeIfPresent(host, (_, count) -> count == 1 ? null : count - 1);
  }

  /** Whether nothing is under way. */
  synchronized boolean isEmpty() {
    return total == 0;
  }
}
