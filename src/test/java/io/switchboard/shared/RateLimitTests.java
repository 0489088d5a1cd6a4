package io.switchboard.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTests {

  private final AtomicLong nanos = new AtomicLong(-5);
  private final RateLimit<String> limit = new RateLimit<>(new Rate(10, 3), nanos::get);

  @Test
  void letsABurstThroughAndThenTheRate() {
    count("alice", 3);
    Refused refused = refusal("alice");
    assertThat(refused.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(100));
    assertThat(refused.detail()).isEqualTo("Too many messages at once; try again in 0.1 s.");

    pass(Duration.ofMillis(99));
    refusal("alice");
    pass(Duration.ofMillis(1));
    count("alice", 1);
    refusal("alice");
    pass(Duration.ofSeconds(1));
    count("alice", 3);
    refusal("alice");
  }

  @Test
  void countsEverybodyForHimself() {
    count("alice", 3);
    count("bob", 3);
    refusal("alice");
    refusal("bob");
  }

  @Test
  void forgetsWhoHasBeenIdleForAsLongAsItTakesToFill() {
    count("alice", 3);
    assertThat(limit.size()).isEqualTo(1);

    pass(Duration.ofMillis(1301));
    assertThat(limit.size()).isZero();
    count("alice", 3);
    refusal("alice");
  }

  @Test
  void remembersABoundedNumber() {
    for (int i = 0; i < 110_000; i++) {
      limit.count("user" + i, "messages");
    }
    assertThat(limit.size()).isBetween(1L, 100_000L);
  }

  @Test
  void countsNothingWithoutALimit() {
    RateLimit<String> none = new RateLimit<>(Rate.UNLIMITED, nanos::get);
    for (int i = 0; i < 1_000; i++) {
      none.count("alice", "messages");
    }
    assertThat(none.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "1000001, 1", "1, 0", "1, 1000001"})
  void refusesARateOutOfRange(int perSecond, int burst) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rate.of("the.property", perSecond, burst))
        .withMessageContaining("the.property")
        .withMessageContaining(perSecond + " and " + burst);
  }

  private void count(String who, int times) {
    for (int i = 0; i < times; i++) {
      limit.count(who, "messages");
    }
  }

  private Refused refusal(String who) {
    return assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> limit.count(who, "messages"))
        .actual();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
