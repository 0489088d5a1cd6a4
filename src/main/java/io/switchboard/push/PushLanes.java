package io.switchboard.push;

import io.switchboard.outbound.Outbound;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * How much this node has under way to each push service: at most an equal share of what it holds,
 * one message to try a service that refused or failed, and none while one wants to be left alone.
 * So a service that is slow or down holds up nobody else.
 */
@Component
class PushLanes {

  /** A lane is filled again when so much of it is free: the database gives many at once best. */
  private static final int REFILLED_AT = 4;

  private final PushOrigins origins;
  private final Outbound outbound;
  private final int most;
  private final Map<String, Integer> underWay = new HashMap<>();

  PushLanes(PushOrigins origins, Outbound outbound, PushSettings settings) {
    this.origins = origins;
    this.outbound = outbound;
    this.most = settings.sending().maxInFlight();
  }

  /**
   * How many more messages may go there now.
   *
   * @param hosts how many push services messages wait for
   */
  synchronized int room(String host, int hosts, Instant now) {
    String origin = PushEndpoint.origin(host);
    int share = Math.max(1, most / hosts);
    int allowed =
        Math.min(share, Math.min(origins.capacity(origin, now), outbound.capacity(origin)));
    int free = allowed - underWay.getOrDefault(host, 0);
    return free * REFILLED_AT >= allowed ? free : 0;
  }

  synchronized void entered(String host) {
    underWay.merge(host, 1, Integer::sum);
  }

  synchronized void left(String host) {
    underWay.computeIfPresent(host, (_, count) -> count == 1 ? null : count - 1);
  }

  /** Whether nothing is under way. */
  synchronized boolean isEmpty() {
    return underWay.isEmpty();
  }
}
