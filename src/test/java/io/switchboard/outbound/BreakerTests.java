package io.switchboard.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTests {

  private long nanos;
  private final Breaker breaker = new Breaker(3, Duration.ofNanos(100), () -> nanos);

  @Test
  void opensAfterFailuresInARow() {
    breaker.failed();
    breaker.failed();
    breaker.succeeded();
    breaker.failed();
    breaker.failed();
    assertThat(passes()).isTrue();

    breaker.failed();

    assertThat(breaker.isOpen()).isTrue();
    assertThat(passes()).isFalse();
  }

  @Test
  void letsOneTryAfterThePause() {
    open();
    nanos = 99;
    assertThat(breaker.capacity()).isZero();
    assertThat(passes()).isFalse();

    nanos = 100;
    assertThat(breaker.capacity()).isOne();
    assertThat(passes()).isTrue();
    assertThat(passes()).isFalse();
    assertThat(breaker.capacity()).isZero();
  }

  @Test
  void closesIfTheTrialSucceedsAndWaitsAgainIfNot() {
    open();
    nanos = 100;
    assertThat(passes()).isTrue();
    breaker.failed();
    nanos = 199;
    assertThat(passes()).isFalse();

    nanos = 200;
    assertThat(passes()).isTrue();
    breaker.succeeded();
    assertThat(passes()).isTrue();
    assertThat(breaker.isOpen()).isFalse();
  }

  /** Requests that were under way when it opened end one after the other. */
  @Test
  void isNotHeldOpenByLateFailures() {
    open();
    nanos = 50;
    breaker.failed();

    nanos = 100;
    assertThat(passes()).isTrue();
  }

  /** Once only judged requests tried, so a host that nobody else called was left alone for ever. */
  @Test
  void givesTheTrialOnWhenItsEndSaysNothing() {
    open();
    nanos = 100;
    Breaker.Pass trial = breaker.pass();
    assertThat(trial).isEqualTo(Breaker.Pass.TRIAL);
    breaker.undecided(Breaker.Pass.FREE);
    assertThat(passes()).isFalse();

    breaker.undecided(trial);

    assertThat(breaker.isOpen()).isTrue();
    assertThat(passes()).isTrue();
  }

  private boolean passes() {
    return breaker.pass() != Breaker.Pass.NONE;
  }

  private void open() {
    for (int i = 0; i < 3; i++) {
      breaker.failed();
    }
  }
}
