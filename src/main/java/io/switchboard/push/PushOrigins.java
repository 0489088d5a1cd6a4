package io.switchboard.push;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The push services to which this node sends nothing for a while: those that throttle it, and those
 * that do not accept its VAPID token. Of the latter each is tried by one message after the pause.
 */
@Component
class PushOrigins {

  private static final Logger log = LoggerFactory.getLogger(PushOrigins.class);

  /** How long the one that tries has before the next does. */
  private static final Duration TRIAL = Duration.ofSeconds(10);

  private final Map<String, Pause> pauses = new HashMap<>();

  private record Pause(Instant until, boolean refused) {}

  /** Until when nothing may be sent there, {@code null} if it may. */
  synchronized @Nullable Instant pausedUntil(String origin, Instant now) {
    Pause pause = pauses.get(origin);
    if (pause == null || now.isBefore(pause.until())) {
      return pause == null ? null : pause.until();
    }
    if (pause.refused()) {
      pauses.put(origin, new Pause(now.plus(TRIAL), true));
    } else {
      pauses.remove(origin);
    }
    return null;
  }

  /** It wants to be left alone. */
  synchronized Instant throttled(String origin, Instant until) {
    Pause pause = pauses.get(origin);
    if (pause != null && (pause.refused() || pause.until().isAfter(until))) {
      return pause.until();
    }
    pauses.put(origin, new Pause(until, false));
    return until;
  }

  /** It does not accept the token. */
  synchronized Instant refused(String origin, Instant until, int status) {
    Pause before = pauses.put(origin, new Pause(until, true));
    if (before == null || !before.refused()) {
      log.error(
          "{} refuses the VAPID token with {}; nothing is sent there until {}. Check"
              + " switchboard.push.vapid.* and the clock.",
          origin,
          status,
          until);
    }
    return until;
  }

  /** It accepts what is sent. */
  synchronized void accepted(String origin) {
    Pause pause = pauses.get(origin);
    if (pause != null && pause.refused()) {
      pauses.remove(origin);
      log.info("{} accepts the VAPID token again", origin);
    }
  }

  /** Those that do not accept the token. */
  synchronized List<String> refusing() {
    return pauses.entrySet().stream()
        .filter(entry -> entry.getValue().refused())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
