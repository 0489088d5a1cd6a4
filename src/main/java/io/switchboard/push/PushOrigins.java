package io.switchboard.push;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The push services to which this node sends nothing for a while: those that throttle it, and those
 * that do not accept its VAPID token. Of the latter each is tried by one message after the pause.
 *
 * <p>Push services also refuse a single subscription with words nobody foresaw. So one refuses the
 * token only if it refuses several subscriptions and delivers to none in between, and the first
 * pauses are short.
 */
@Component
class PushOrigins {

  private static final Logger log = LoggerFactory.getLogger(PushOrigins.class);

  private static final int SUBSCRIPTIONS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final int LONGER = 4;

  private final Map<String, Pause> pauses = new HashMap<>();
  private final Map<String, Set<PushSubscriptionId>> refusals = new HashMap<>();

  /**
   * @param next how long the next one is if the token is refused again; {@code null} if it was not
   */
  private record Pause(Instant until, @Nullable Duration next) {

    boolean refused() {
      return next != null;
    }
  }

  /** How many messages may be under way there. */
  synchronized int capacity(String origin, Instant now) {
    Pause pause = pauses.get(origin);
    if (pause == null) {
      return Integer.MAX_VALUE;
    }
    if (now.isBefore(pause.until())) {
      return 0;
    }
    if (pause.refused()) {
      return 1;
    }
    pauses.remove(origin);
    return Integer.MAX_VALUE;
  }

  /** Until when nothing may be sent there, {@code null} if it may. */
  synchronized @Nullable Instant pausedUntil(String origin, Instant now) {
    Pause pause = pauses.get(origin);
    return pause != null && now.isBefore(pause.until()) ? pause.until() : null;
  }

  /**
   * It wants to be left alone.
   *
   * @return until when it is, not before the time it asked for
   */
  synchronized Instant throttled(String origin, Instant until) {
    Pause pause = pauses.getOrDefault(origin, new Pause(until, null));
    Instant latest = pause.until().isAfter(until) ? pause.until() : until;
    pauses.put(origin, new Pause(latest, pause.next()));
    return latest;
  }

  /**
   * It does not accept the token, or not for that subscription.
   *
   * @param longest how long a pause gets at most
   * @return until when nothing is sent there, {@code null} if it may be the subscription
   */
  synchronized @Nullable Instant refused(
      String origin, PushSubscriptionId subscription, Instant now, Duration longest, int status) {
    Set<PushSubscriptionId> refused = refusals.computeIfAbsent(origin, _ -> new HashSet<>());
    refused.add(subscription);
    if (refused.size() < SUBSCRIPTIONS) {
      return null;
    }
    Pause before = pauses.get(origin);
    if (before != null && before.refused() && now.isBefore(before.until())) {
      return before.until();
    }
    Duration length = before == null || before.next() == null ? FIRST_PAUSE : before.next();
    length = length.compareTo(longest) < 0 ? length : longest;
    Instant until = now.plus(length);
    pauses.put(origin, new Pause(until, length.multipliedBy(LONGER)));
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

  /** It takes what is sent. */
  synchronized void accepted(String origin) {
    refusals.remove(origin);
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
