package io.switchboard.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.switchboard.broker.Publication;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.Position;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import io.switchboard.testing.RawStomp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

/** What the log promises to whoever records and reads. */
abstract class ChannelLogContract {

  @OnH2
  static class OnH2Tests extends ChannelLogContract {}

  @OnPostgres
  static class OnPostgresTests extends ChannelLogContract {}

  private static final Retention KEPT = new Retention(100_000, Duration.ofDays(1));

  private final ChannelName channel = new ChannelName("chat:" + UUID.randomUUID());

  @Autowired ChannelLog log;
  @Autowired LogStore store;
  @Autowired Api api;
  @Autowired TransactionTemplate transaction;

  @Test
  void startsAtZeroWithoutARow() {
    assertThat(log.head(channel).offset()).isZero();
    assertThat(store.heads(List.of(channel))).isEmpty();
  }

  @Test
  void givesOffsetsInTheOrderOfOneThread() {
    List<CompletableFuture<Publication>> recorded =
        IntStream.rangeClosed(1, 2_500).mapToObj(i -> log.record(entry(channel, "" + i))).toList();
    for (int i = 0; i < recorded.size(); i++) {
      assertThat(offset(recorded.get(i).join())).isEqualTo(i + 1);
    }
    List<Publication> read = log.read(channel, 0, 2_500, 5_000);
    assertThat(read).extracting(ChannelLogContract::body).startsWith("1", "2").hasSize(2_500);
  }

  /**
   * Eight publishers commit when they like; a reader that follows the head must meet every offset,
   * and so must a subscriber.
   */
  @Test
  void neverSkipsWhateverTheOrderOfCommits() throws Exception {
    int publishers = 8;
    int each = 25;
    try (RawStomp subscriber = RawStomp.connect(api.port(), api.token("reader"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      subscriber.subscribe("1", "/topic/" + channel);
      List<Future<?>> running = new ArrayList<>();
      for (int p = 0; p < publishers; p++) {
        boolean within = p % 2 == 0;
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    if (within) {
                      recordSlowly();
                    } else {
                      log.record(entry(channel, "grouped")).join();
                    }
                  }
                }));
      }
      long seen = 0;
      long expected = (long) publishers * each;
      while (seen < expected) {
        for (Publication next : log.read(channel, seen, Long.MAX_VALUE, 100)) {
          assertThat(offset(next)).isEqualTo(++seen);
        }
        running.stream().filter(Future::isDone).forEach(ChannelLogContract::rethrow);
      }
      for (long offset = 1; offset <= expected; offset++) {
        assertThat(subscriber.await("MESSAGE").header("offset")).isEqualTo("" + offset);
      }
    }
  }

  private void recordSlowly() {
    transaction.executeWithoutResult(
        _ -> {
          log.recordWithin(List.of(entry(channel, "within")));
          LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(3_000_000));
        });
  }

  @Test
  void takesNoOffsetForWhatIsRolledBack() {
    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    _ -> {
                      log.recordWithin(List.of(entry(channel, "never")));
                      throw new IllegalStateException("changed my mind");
                    }))
        .hasMessage("changed my mind");
    assertThat(offset(log.record(entry(channel, "first")).join())).isEqualTo(1);
  }

  @Test
  void recordsWithinATransactionOnly() {
    assertThatThrownBy(() -> log.recordWithin(List.of(entry(channel, "x"))))
        .isInstanceOf(IllegalTransactionStateException.class);
  }

  @Test
  void aCounterThatSomebodyHoldsDelaysNoOtherChannel() throws Exception {
    ChannelName other = new ChannelName("chat:" + UUID.randomUUID());
    log.record(entry(channel, "1")).join();
    log.record(entry(other, "1")).join();
    CountDownLatch release = new CountDownLatch(1);
    Thread holder = hold(release);
    CompletableFuture<Publication> stuck = log.record(entry(channel, "2"));
    assertThat(log.record(entry(other, "2")).get(1, TimeUnit.SECONDS)).isNotNull();
    assertThat(stuck).isNotDone();
    release.countDown();
    assertThat(offset(stuck.get(5, TimeUnit.SECONDS))).isEqualTo(2);
    holder.join();
  }

  /** What was to be repeated, because it was not confirmed in time, was once recorded twice. */
  @Test
  void recordsWhatIsRepeatedMeanwhileOnceAndWhatIsGivenUpNever() throws Exception {
    log.record(entry(channel, "1")).join();
    CountDownLatch release = new CountDownLatch(1);
    Thread holder = hold(release);
    LogEntry slow = entry(channel, "2");
    CompletableFuture<Publication> stuck = log.record(slow);

    assertThat(log.find(channel, slow.publication().id())).hasValue(stuck);
    assertThat(log.record(slow)).isSameAs(stuck);
    // Some may be taken together with the first.
    long taken = 0;
    while (!log.record(entry(channel, "given up")).cancel(false)) {
      taken++;
    }
    release.countDown();

    assertThat(offset(stuck.get(5, TimeUnit.SECONDS))).isEqualTo(2);
    assertThat(offset(log.record(entry(channel, "last")).join())).isEqualTo(3 + taken);
    assertThat(log.find(channel, slow.publication().id()).orElseThrow().join().position())
        .isEqualTo(stuck.join().position());
    holder.join();
  }

  /** Locks the channel's counter until it is told to let go. */
  private Thread hold(CountDownLatch release) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    Thread holder =
        Thread.ofVirtual()
            .start(
                () ->
                    transaction.executeWithoutResult(
                        _ -> {
                          store.lock(List.of(channel));
                          held.countDown();
                          awaitOpen(release);
                        }));
    held.await();
    return holder;
  }

  /** One row that the database refuses once failed all strangers of its group. */
  @Test
  void oneEntryThatCannotBeRecordedFailsAlone() {
    Publication wrong = publication(channel, "wrong");
    LogEntry refused =
        new LogEntry(
            channel,
            new Publication(
                wrong.destination(),
                "x".repeat(100),
                wrong.event(),
                null,
                wrong.timestamp(),
                wrong.contentType(),
                wrong.body(),
                Map.of()),
            KEPT);
    log.record(entry(channel, "first")).join();
    List<CompletableFuture<Publication>> good = new ArrayList<>();
    CompletableFuture<Publication> bad = new CompletableFuture<>();
    for (int i = 0; i < 50; i++) {
      good.add(log.record(entry(channel, "" + i)));
      if (i == 25) {
        bad = log.record(refused);
      }
    }
    assertThat(good).allSatisfy(each -> assertThat(each.join().position()).isNotNull());
    assertThat(bad).isCompletedExceptionally();
    assertThat(log.head(channel).offset()).isEqualTo(51);
  }

  @Test
  void manyFirstPublicationsMakeOneCounter() {
    List<CompletableFuture<Publication>> firsts =
        IntStream.range(0, 50)
            .parallel()
            .mapToObj(
                i ->
                    i % 2 == 0
                        ? log.record(entry(channel, "" + i))
                        : CompletableFuture.completedFuture(
                            Objects.requireNonNull(
                                transaction.execute(
                                    _ ->
                                        log.recordWithin(List.of(entry(channel, "" + i)))
                                            .getFirst()))))
            .toList();
    assertThat(firsts.stream().map(first -> offset(first.join())).sorted())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 50).boxed().toList());
  }

  @Test
  void keepsTheNewestAndSaysSoToWhoWasAwayTooLong() {
    Retention small = new Retention(50, Duration.ofDays(1));
    for (int i = 1; i <= 400; i++) {
      log.record(new LogEntry(channel, publication(channel, "" + i), small)).join();
    }
    String epoch = log.head(channel).epoch();
    assertThat(log.read(channel, 350, 400, 500)).hasSize(50);
    await().until(() -> log.read(channel, 200, 400, 500).isEmpty());
    assertThat(recovered(epoch + ":350")).isEqualTo("true");
    assertThat(recovered(epoch + ":200")).isEqualTo("false");
  }

  @Test
  void deletesWhatIsTooOldAndSaysSo() {
    Retention brief = new Retention(1_000, Duration.ofSeconds(1));
    for (int i = 1; i <= 3; i++) {
      log.record(new LogEntry(channel, publication(channel, "" + i), brief)).join();
    }
    log.record(entry(channel, "4")).join();
    store.deleteExpired(Instant.now().plusSeconds(2), 1_000_000);
    String epoch = log.head(channel).epoch();
    assertThat(recovered(epoch + ":3")).isEqualTo("true");
    assertThat(recovered(epoch + ":2")).isEqualTo("false");
    assertThat(log.head(channel).offset()).isEqualTo(4);
  }

  @Test
  void aNewEpochVoidsEveryPosition() {
    log.record(entry(channel, "1")).join();
    String old = log.head(channel).toString();
    try (RawStomp subscriber = RawStomp.connect(api.port(), api.token("reader"))) {
      subscriber.subscribe("1", "/topic/" + channel);
      api.as("operator").post().uri("/api/log/epoch").exchange().expectStatus().isForbidden();
      api.as("operator", "admin").post().uri("/api/log/epoch").exchange().expectStatus().isOk();
      assertThat(subscriber.closeCode()).isEqualTo(3002);
    }
    assertThat(recovered(old)).isEqualTo("false");
    assertThat(log.head(channel).epoch()).matches("[A-Za-z0-9]{8,32}").isNotEqualTo(old);
    assertThat(recovered(log.head(channel).toString())).isEqualTo("true");
  }

  private String recovered(String since) {
    try (RawStomp client = RawStomp.connect(api.port(), api.token("reader"))) {
      client.frame(
          "SUBSCRIBE", "", "id:1", "destination:/topic/" + channel, "receipt:r", "since:" + since);
      return String.valueOf(client.await("RECEIPT").header("recovered"));
    }
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static void rethrow(Future<?> done) {
    try {
      done.get();
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private static LogEntry entry(ChannelName channel, String body) {
    return new LogEntry(channel, publication(channel, body), KEPT);
  }

  private static Publication publication(ChannelName channel, String body) {
    return new Publication(
        channel.destination(),
        UUID.randomUUID().toString(),
        "message",
        "alice",
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        "text/plain",
        body.getBytes(StandardCharsets.UTF_8),
        Map.of());
  }

  private static long offset(Publication publication) {
    Position position = Objects.requireNonNull(publication.position());
    return position.offset();
  }

  private static String body(Publication publication) {
    return new String(publication.body(), StandardCharsets.UTF_8);
  }
}
