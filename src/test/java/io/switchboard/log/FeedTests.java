package io.switchboard.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.broker.Broker;
import io.switchboard.broker.ClientSession;
import io.switchboard.broker.Publication;
import io.switchboard.broker.Subscription;
import io.switchboard.shared.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A feed hands out by offset, whatever comes in whatever order. */
class FeedTests {

  private final Delivered broker = new Delivered();
  private final Feed feed = new Feed(broker);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void handsOutInOrderAndOnceWhatComesShuffledAndRepeated(long seed) {
    Random random = new Random(seed);
    feed.startAfter(0);
    List<Long> arriving = new ArrayList<>();
    for (long offset = 1; offset <= 200; offset++) {
      arriving.add(offset);
      if (random.nextInt(3) == 0) {
        arriving.add(offset);
      }
    }
    Collections.shuffle(arriving, random);
    arriving.forEach(offset -> feed.accept(publications(offset, offset)));
    assertThat(broker.offsets).isEqualTo(upTo(200));
    assertThat(feed.isBehind()).isFalse();
  }

  @Test
  void keepsWhatComesBeforeItKnowsWhereItBegins() {
    feed.accept(publications(4, 4));
    feed.accept(publications(6, 7));
    assertThat(broker.offsets).isEmpty();
    assertThat(feed.head()).isEqualTo(-1);
    feed.startAfter(5);
    assertThat(broker.offsets).containsExactly(6L, 7L);
  }

  @Test
  void saysWhichOffsetsAreMissing() {
    feed.startAfter(0);
    assertThat(feed.accept(publications(1, 2))).isFalse();
    assertThat(feed.accept(publications(6, 7))).isTrue();
    assertThat(feed.missingFrom()).isEqualTo(3);
    assertThat(feed.missingTo()).isEqualTo(5);
    assertThat(feed.accept(publications(3, 5))).isFalse();
    assertThat(broker.offsets).isEqualTo(upTo(7));
  }

  @Test
  void readsAgainWhatItCouldNotKeep() {
    feed.startAfter(0);
    for (long offset = 2; offset <= 1_000; offset++) {
      feed.accept(publications(offset, offset));
    }
    feed.accept(publications(1, 1));
    assertThat(feed.isBehind()).isTrue();
    while (feed.isBehind()) {
      feed.accept(publications(feed.missingFrom(), feed.missingTo()));
    }
    assertThat(broker.offsets).isEqualTo(upTo(1_000));
  }

  @Test
  void wakesThoseWhoWaitForWhatTheyHaveNot() {
    feed.startAfter(3);
    assertThat(feed.after(2)).isDone();
    CompletableFuture<Void> waiting = feed.after(3);
    assertThat(waiting).isNotDone();
    feed.accept(publications(4, 4));
    waiting.join();
  }

  /** After a new epoch they once waited on, for offsets that the new log did not reach. */
  @Test
  void wakesThoseWhoWaitWhenItStartsOver() {
    feed.startAfter(3);
    CompletableFuture<Void> waiting = feed.after(3);
    feed.restart();
    assertThat(waiting).succeedsWithin(Duration.ofSeconds(10));
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static List<Publication> publications(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(FeedTests::publication).toList();
  }

  private static Publication publication(long offset) {
    return new Publication(
        "/topic/chat:x",
        "id-" + offset,
        "message",
        null,
        Instant.EPOCH,
        "text/plain",
        new byte[0],
        Map.of(),
        new Position("abcdefgh", offset));
  }

  /** Remembers what it was told to deliver. */
  private static final class Delivered implements Broker {

    private final List<Long> offsets = new ArrayList<>();

    @Override
    public void deliver(List<Publication> publications) {
      publications.forEach(
          publication -> offsets.add(Objects.requireNonNull(publication.position()).offset()));
    }

    @Override
    public void connect(ClientSession session) {}

    @Override
    public void subscribe(Subscription subscription, Runnable registered) {}

    @Override
    public void unsubscribe(Subscription subscription) {}

    @Override
    public void disconnect(ClientSession session) {}

    @Override
    public void publish(Publication publication) {}

    @Override
    public int subscribers(String destination) {
      return 0;
    }
  }
}
