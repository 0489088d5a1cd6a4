package io.switchboard.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class HostLimitTests {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<CompletableFuture<String>> started = new ArrayList<>();

  @Test
  void startsSoManyAtOnceAndTheOthersInOrder() {
    HostLimit limit = new HostLimit(new OutboundSettings.PerHost(1, 2, 10, 0, 1));
    List<CompletableFuture<String>> ends = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ends.add(limit.run(this::call, LONG, this::isTooMany));
    }
    assertThat(started).hasSize(2);

    started.getFirst().complete("first");
    assertThat(ends.getFirst()).isCompletedWithValue("first");
    assertThat(started).hasSize(3);

    started.get(1).completeExceptionally(new IllegalStateException("second"));
    assertThat(ends.get(1)).isCompletedExceptionally();
    assertThat(started).hasSize(4);
  }

  @Test
  void refusesWhatWouldWaitBehindTooMany() {
    HostLimit limit = new HostLimit(new OutboundSettings.PerHost(1, 1, 1, 0, 1));
    limit.run(this::call, LONG, this::isTooMany);
    limit.run(this::call, LONG, this::isTooMany);

    CompletableFuture<String> third = limit.run(this::call, LONG, this::isTooMany);

    assertThatThrownBy(third::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            OutboundFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(OutboundFailure.Reason.QUEUE_FULL));
  }

  @Test
  void survivesThousandsThatEndAtOnce() {
    HostLimit limit = new HostLimit(new OutboundSettings.PerHost(1, 1, 100_000, 0, 1));
    CompletableFuture<String> first = new CompletableFuture<>();
    limit.run(() -> first, LONG, this::isTooMany);
    List<CompletableFuture<String>> ends = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      ends.add(limit.run(() -> CompletableFuture.completedFuture("done"), LONG, this::isTooMany));
    }

    first.complete("go");

    assertThat(ends).allMatch(CompletableFuture::isDone);
  }

  @Test
  void keepsToTheRate() {
    HostLimit limit = new HostLimit(new OutboundSettings.PerHost(1, 100, 100, 50, 5));
    long start = System.nanoTime();
    List<CompletableFuture<String>> ends = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      ends.add(limit.run(() -> CompletableFuture.completedFuture("done"), LONG, this::isTooMany));
    }
    assertThat(ends).filteredOn(CompletableFuture::isDone).hasSizeLessThan(10);

    await().until(() -> ends.stream().allMatch(CompletableFuture::isDone));
    assertThat(System.nanoTime() - start).isGreaterThan(190_000_000L);
  }

  @Test
  void halvesWhatGoesAtOnceWhenTheHostSaysTooManyAndComesBackByOne() {
    HostLimit limit = new HostLimit(new OutboundSettings.PerHost(1, 8, 1_000, 0, 1));
    for (int i = 0; i < 500; i++) {
      limit.run(this::call, LONG, this::isTooMany);
    }
    assertThat(underWay()).hasSize(8);

    // All of one round together halve once.
    underWay().forEach(call -> call.complete("too many"));
    assertThat(underWay()).hasSize(4);

    underWay().forEach(call -> call.complete("fine"));
    assertThat(underWay()).hasSize(4);
    underWay().forEach(call -> call.complete("fine"));
    assertThat(underWay()).hasSize(5);

    for (int round = 0; round < 10; round++) {
      underWay().getFirst().complete("too many");
      underWay().forEach(call -> call.completeExceptionally(new IllegalStateException()));
    }
    assertThat(underWay()).hasSizeLessThan(4);
    while (underWay().size() < 8) {
      underWay().forEach(call -> call.complete("fine"));
    }
    underWay().forEach(call -> call.complete("fine"));
    assertThat(underWay()).hasSize(8);
  }

  @Test
  void startsNothingWhoseTurnComesTooLate() {
    HostLimit limit = new HostLimit(new OutboundSettings.PerHost(1, 1, 10, 0, 1));
    limit.run(this::call, LONG, this::isTooMany);
    CompletableFuture<String> late = limit.run(this::call, Duration.ZERO, this::isTooMany);
    CompletableFuture<String> next = limit.run(this::call, LONG, this::isTooMany);

    started.getFirst().complete("first");

    assertThat(late).isCompletedExceptionally();
    assertThat(started).hasSize(2);
    started.getLast().complete("next");
    assertThat(next).isCompletedWithValue("next");
  }

  @Test
  void asksForNoMoreThanKeepsItBusy() {
    assertThat(new HostLimit(new OutboundSettings.PerHost(1, 30, 1, 0, 1)).capacity())
        .isEqualTo(60);
    assertThat(new HostLimit(new OutboundSettings.PerHost(1, 30, 1, 2, 1)).capacity())
        .isEqualTo(10);
  }

  private List<CompletableFuture<String>> underWay() {
    return started.stream().filter(call -> !call.isDone()).toList();
  }

  private boolean isTooMany(String answer) {
    return answer.equals("too many");
  }

  private CompletableFuture<String> call() {
    CompletableFuture<String> call = new CompletableFuture<>();
    started.add(call);
    return call;
  }
}
