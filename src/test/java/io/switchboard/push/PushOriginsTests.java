package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PushOriginsTests {

  private static final String ORIGIN = "https://push.example.org";
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final PushOrigins origins = new PushOrigins();
  private Instant now = Instant.parse("2026-05-05T12:00:00Z");

  @Test
  void stopsOnlyWhenSeveralSubscriptionsAreRefusedInARow() {
    PushSubscriptionId poisoned = PushSubscriptionId.random();
    for (int i = 0; i < 10; i++) {
      assertThat(refused(poisoned)).isNull();
    }
    assertThat(refused(PushSubscriptionId.random())).isNull();
    origins.accepted(ORIGIN);
    assertThat(refused(poisoned)).isNull();
    assertThat(refused(PushSubscriptionId.random())).isNull();

    assertThat(refused(PushSubscriptionId.random())).isEqualTo(now.plusSeconds(5));
    assertThat(origins.refusing()).containsExactly(ORIGIN);
    assertThat(origins.capacity(ORIGIN, now)).isZero();
  }

  @Test
  void letsOneTryAfterEachPauseWhichGrows() {
    Instant until = stopped();
    for (int seconds : new int[] {20, 80, 320, 600, 600}) {
      now = until;
      assertThat(origins.pausedUntil(ORIGIN, now)).isNull();
      assertThat(origins.capacity(ORIGIN, now)).isOne();
      until = Objects.requireNonNull(refused(PushSubscriptionId.random()));
      assertThat(until).isEqualTo(now.plusSeconds(seconds));
    }

    now = until;
    origins.accepted(ORIGIN);
    assertThat(origins.capacity(ORIGIN, now)).isGreaterThan(1);
    assertThat(origins.refusing()).isEmpty();
  }

  /** Also one that is just tried again. */
  @Test
  void waitsAsLongAsItIsAskedTo() {
    now = stopped();

    assertThat(origins.throttled(ORIGIN, now.plusSeconds(3))).isEqualTo(now.plusSeconds(3));
    assertThat(origins.throttled(ORIGIN, now.plusSeconds(1))).isEqualTo(now.plusSeconds(3));
    assertThat(origins.capacity(ORIGIN, now)).isZero();
    assertThat(origins.capacity(ORIGIN, now.plusSeconds(3))).isOne();
  }

  private Instant stopped() {
    refused(PushSubscriptionId.random());
    refused(PushSubscriptionId.random());
    Instant until = Objects.requireNonNull(refused(PushSubscriptionId.random()));
    assertThat(until).isAfter(now);
    return until;
  }

  private @Nullable Instant refused(PushSubscriptionId subscription) {
    return origins.refused(ORIGIN, subscription, now, LONGEST, 403);
  }
}
