package io.switchboard.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutboundTests {

  private final StubTransport transport = new StubTransport();
  private final Outbound outbound = new Outbound(transport, 100);

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

  @Test
  void doesNotRecurseWhenWritesCompleteAtOnce() {
    transport.immediate = true;
    for (int i = 0; i < 100_000; i++) {
      outbound.offer(frame(""), true);
    }
    outbound.flush();

    assertThat(transport.written).hasSize(100_000);
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
