package io.switchboard.broker;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.switchboard.shared.UserId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What writing a frame costs, once for all who get it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameEncoderBenchmark {

  private static final Transport NOWHERE =
      new Transport() {
        @Override
        public void write(ByteBuffer frame, boolean text, boolean more, Done done) {
          done.written();
        }

        @Override
        public void close(CloseCode code) {}
      };

  private final Publication publication =
      new Publication(
          "/topic/chat:lobby",
          "0123456789abcdef-1234",
          Publication.MESSAGE,
          "alice",
          Instant.parse("2026-01-02T03:04:05.678901Z"),
          Publication.JSON,
          new byte[128],
          Map.of());

  private final List<Publication> batch = Collections.nCopies(64, publication);

  private final Subscription subscription =
      new Subscription(
          new ClientSession(
              "session",
              new UserId("alice"),
              NOWHERE,
              PublicationEncoder.STOMP,
              new SlowClients(1024 * 1024, new BrokerMetrics(new SimpleMeterRegistry()))),
          "sub-0",
          "/topic/chat:lobby",
          "/topic/chat:lobby",
          null,
          false);

  @Benchmark
  public Object message() {
    return FrameEncoder.message(publication, subscription);
  }

  /** 64 messages at once; divide by that. */
  @Benchmark
  public Object batch() {
    return FrameEncoder.messages(batch, subscription);
  }

  @Benchmark
  public Object receipt() {
    return FrameEncoder.receipt("message-12345", Map.of());
  }
}
