package io.switchboard.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;

/** Whoever waits is answered, if only because the service stops. */
class PollsTests {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Polls polls = new Polls();
  private final CompletableFuture<Void> published = new CompletableFuture<>();

  @Test
  void endsWhenSomethingIsPublished() {
    polls.start();
    CompletableFuture<Void> waiting = polls.await(published, LONG);
    assertThat(waiting).isNotDone();
    published.complete(null);
    assertThat(waiting).isCompleted();
  }

  @Test
  void endsWhenTheTimeIsOver() {
    polls.start();
    polls.await(published, Duration.ofMillis(1)).join();
    assertThat(published).isCancelled();
  }

  /** One that waited once held up the stop for 20 s, and its answer was no page. */
  @Test
  void endsWhenTheServiceStopsBeforeTheWebServerWaitsForIt() {
    polls.start();
    CompletableFuture<Void> waiting = polls.await(published, LONG);
    polls.stop();
    assertThat(waiting).isCompleted();
    assertThat(polls.await(new CompletableFuture<>(), LONG)).isCompleted();
    assertThat(polls.getPhase()).isEqualTo(SmartLifecycle.DEFAULT_PHASE);
  }
}
