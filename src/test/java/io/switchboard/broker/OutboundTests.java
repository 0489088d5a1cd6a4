package io.switchboard.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutboundTests {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final StubTransport transport = new StubTransport();
  private final Outbound outbound =
      new Outbound(transport, new SlowClients(100, new BrokerMetrics(meters)));

  @Test
  void writesInOrderOneRunAtATime() {
    send("a");
    send("b");
    send("c");
    assertThat(transport.written).containsExactly("a");

    transport.complete();
    assertThat(transport.written).containsExactly("a", "b", "c");
    transport.complete();
    transport.complete();
    send("d");
    assertThat(transport.written).containsExactly("a", "b", "c", "d");
  }

  @Test
  void closesAClientThatDoesNotReadAndKeepsNothingForIt() {
    send("x".repeat(10));
    for (int i = 0; i < 10; i++) {
      send("x".repeat(10));
      assertThat(transport.closed).isNull();
    }
    send("one too many");

    assertThat(transport.closed).isEqualTo(CloseCode.TOO_SLOW);
    assertThat(outbound.queuedBytes()).isZero();
    assertThat(outbound.offer(frame("more"), true)).isFalse();
    assertThat(meters.get("switchboard.broker.slow").tag("action", "close").counter().count())
        .isEqualTo(1);
  }

  @Test
  void letsOneFrameAboveTheBoundThroughWhenNothingWaits() {
    send("x".repeat(1000));

    assertThat(transport.written).hasSize(1);
    assertThat(transport.closed).isNull();
  }

  @Test
  void closesAfterWhatWasQueued() {
    send("a");
    send("b");
    outbound.closeAfterQueue(CloseCode.SHUTDOWN);
    assertThat(transport.closed).isNull();

    transport.complete();
    transport.complete();
    assertThat(transport.written).containsExactly("a", "b");
    assertThat(transport.closed).isEqualTo(CloseCode.SHUTDOWN);
  }

  /** The first slices of many replays once overflowed the queue together. */
  @Test
  void replaysOneSliceAfterTheOther() throws InterruptedException {
    assertThat(outbound.beginReplay()).isTrue();
    CompletableFuture<Boolean> next = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> next.complete(begin()));
    assertThat(next.copy().completeOnTimeout(false, 50, TimeUnit.MILLISECONDS).join()).isFalse();

    outbound.endReplay();

    assertThat(next.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
    CompletableFuture<Boolean> last = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> last.complete(begin()));
    outbound.finish();
    assertThat(last.orTimeout(10, TimeUnit.SECONDS).join()).isFalse();
  }

  private boolean begin() {
    try {
      return outbound.beginReplay();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void doesNotRecurseWhenWritesCompleteAtOnce() {
    transport.immediate = true;
    for (int i = 0; i < 100_000; i++) {
      outbound.offer(frame(""), true);
    }
    outbound.flush();

    assertThat(transport.written).hasSize(100_000);
  }

  @Test
  void letsUrgentFramesOvertakeOtherChannels() {
    send("first");
    offer("/a", Priority.NORMAL, "a1");
    offer("/b", Priority.LOW, "b1");
    offer("/c", Priority.HIGH, "c1");
    offer("/a", Priority.NORMAL, "a2");
    offer("/d", Priority.HIGH, "d1");

    assertThat(rest()).containsExactly("c1", "d1", "a1", "a2", "b1");
  }

  @Test
  void keepsTheOrderOfAChannelWhateverItsPriorities() {
    send("first");
    offer("/a", Priority.HIGH, "a1");
    offer("/a", Priority.LOW, "a2");
    offer("/a", Priority.HIGH, "a3");
    offer("/b", Priority.NORMAL, "b1");
    offer("/b", Priority.HIGH, "b2");
    offer("/a", Priority.NORMAL, "a4");

    assertThat(rest()).containsExactly("a1", "b1", "b2", "a2", "a3", "a4");
  }

  @Test
  void keepsTheOrderOfAChannelThatWaitedBeforeTheFirstUrgentFrame() {
    send("first");
    offer("/a", Priority.NORMAL, "a1");
    offer("/b", Priority.NORMAL, "b1");
    offer("/a", Priority.HIGH, "a2");
    offer("/c", Priority.HIGH, "c1");

    assertThat(rest()).containsExactly("c1", "a1", "b1", "a2");
  }

  @Test
  void keepsFramesOfNoChannelBehindWhatWaits() {
    send("first");
    offer("/a", Priority.LOW, "a1");
    send("receipt");
    offer("/b", Priority.NORMAL, "b1");

    assertThat(rest()).containsExactly("b1", "a1", "receipt");
  }

  @Test
  void isAPlainQueueAgainOnceAllIsWritten() {
    send("first");
    offer("/a", Priority.LOW, "a1");
    assertThat(rest()).containsExactly("a1");
    send("next");
    offer("/a", Priority.NORMAL, "a2");

    assertThat(rest()).containsExactly("a2");
  }

  @Test
  void givesASlowClientTheNewestOfEachKeyInThePlaceOfTheFirst() {
    send("first");
    for (int i = 0; i < 100; i++) {
      offerKey("k" + i % 3, "%05d ".formatted(i).repeat(2));
    }
    offer("/a", Priority.NORMAL, "no key");
    offerKey("k1", "newest 1");

    assertThat(outbound.queuedBytes()).isLessThan(100);
    assertThat(transport.closed).isNull();
    assertThat(rest()).containsExactly("00099 00099 ", "newest 1", "00098 00098 ", "no key");
    assertThat(meters.get("switchboard.broker.slow").tag("action", "conflate").counter().count())
        .isEqualTo(1);
    assertThat(meters.get("switchboard.broker.conflated").counter().count()).isEqualTo(98);
  }

  @Test
  void givesEverythingToAClientThatKeepsUpOrHasCaughtUp() {
    send("first");
    offerKey("k", "1");
    offerKey("k", "2");
    assertThat(rest()).containsExactly("1", "2");

    send("again");
    for (int i = 0; i < 10; i++) {
      offerKey("k", "x".repeat(20));
    }
    assertThat(rest()).containsExactly("x".repeat(20));
    send("and again");
    offerKey("k", "3");
    offerKey("k", "4");
    assertThat(rest()).containsExactly("3", "4");
  }

  @Test
  void closesAClientWithMoreKeysThanMayWait() {
    send("first");
    for (int i = 0; i < 11; i++) {
      offerKey("k" + i, "x".repeat(10));
    }
    outbound.flush();

    assertThat(transport.closed).isEqualTo(CloseCode.TOO_SLOW);
  }

  /** Each replacement may be larger than what it replaces. */
  @Test
  void boundsWhatReplacementsAddUpTo() {
    send("first");
    for (int i = 0; i < 9; i++) {
      offerKey("k" + i, "x".repeat(10));
    }
    offerKey("k0", "x".repeat(1000));
    assertThat(transport.closed).isNull();
    offerKey("k1", "x".repeat(1000));
    outbound.flush();

    assertThat(transport.closed).isEqualTo(CloseCode.TOO_SLOW);
    assertThat(outbound.queuedBytes()).isZero();
  }

  private void offer(String channel, Priority priority, String text) {
    outbound.offer(new EncodedFrame(frame(text), true, channel, priority, null));
  }

  private void offerKey(String key, String text) {
    outbound.offer(new EncodedFrame(frame(text), true, "/k", Priority.NORMAL, key));
  }

  /** What comes after the frame that is being written. */
  private List<String> rest() {
    int before = transport.written.size();
    while (!transport.pending.isEmpty()) {
      transport.complete();
    }
    return List.copyOf(transport.written.subList(before, transport.written.size()));
  }

  private void send(String text) {
    outbound.offer(frame(text), true);
    outbound.flush();
  }

  private static ByteBuffer frame(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static final class StubTransport implements Transport {

    final List<String> written = new ArrayList<>();
    final Deque<Done> pending = new ArrayDeque<>();
    boolean immediate;
    @Nullable CloseCode closed;

    void complete() {
      pending.remove().written();
    }

    @Override
    public void write(ByteBuffer frame, boolean text, boolean more, Done done) {
      written.add(StandardCharsets.UTF_8.decode(frame).toString());
      if (immediate) {
        done.written();
      } else {
        pending.add(done);
      }
    }

    @Override
    public void close(CloseCode code) {
      closed = code;
    }
  }
}
