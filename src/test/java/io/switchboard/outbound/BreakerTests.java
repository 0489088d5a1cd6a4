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
    assertThat(breaker.tryPass()).isTrue();

    breaker.failed();

    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.tryPass()).isFalse();
  }

  @Test
  void letsOneTryAfterThePause() {
    open();
    nanos = 99;
    assertThat(breaker.capacity()).isZero();
    assertThat(breaker.tryPass()).isFalse();

    nanos = 100;
    assertThat(breaker.capacity()).isOne();
    assertThat(breaker.tryPass()).isTrue();
    assertThat(breaker.tryPass()).isFalse();
    assertThat(breaker.capacity()).isZero();
  }

  @Test
  void closesIfTheTrialSucceedsAndWaitsAgainIfNot() {
    open();
    nanos = 100;
    assertThat(breaker.tryPass()).isTrue();
    breaker.failed();
    nanos = 199;
    assertThat(breaker.tryPass()).isFalse();

    nanos = 200;
    assertThat(breaker.tryPass()).isTrue();
    breaker.succeeded();
    assertThat(breaker.tryPass()).isTrue();
    assertThat(breaker.isOpen()).isFalse();
  }

  /** Requests that were under way when it opened end one after the other. */
  @Test
  void isNotHeldOpenByLateFailures() {
    open();
    nanos = 50;
    breaker.failed();

    nanos = 100;
    assertThat(breaker.tryPass()).isTrue();
  }

  private void open() {
    for (int i = 0; i < 3; i++) {
      breaker.failed();
    }
  }
}
