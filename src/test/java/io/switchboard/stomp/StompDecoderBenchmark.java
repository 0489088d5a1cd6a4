package io.switchboard.stomp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
import org.openjdk.jmh.infra.Blackhole;

/** What reading a client's frame costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StompDecoderBenchmark {

  private static final byte[] SEND =
      frame(
          "SEND\ndestination:/topic/chat:lobby\ncontent-type:application/json\n"
              + "content-length:128\n\n"
              + "x".repeat(128));

  private static final byte[] SEND_WITHOUT_LENGTH =
      frame("SEND\ndestination:/topic/chat:lobby\n\n" + "x".repeat(128));

  private static final byte[] CONNECT =
      frame(
          "CONNECT\naccept-version:1.2,1.1,1.0\nheart-beat:10000,10000\nAuthorization:Bearer "
              + "t".repeat(300)
              + "\n\n");

  private final StompDecoder decoder = new StompDecoder(64 * 1024, 40);

  @Benchmark
  public void send(Blackhole frames) {
    decoder.decode(ByteBuffer.wrap(SEND), frames::consume);
  }

  @Benchmark
  public void sendWithoutLength(Blackhole frames) {
    decoder.decode(ByteBuffer.wrap(SEND_WITHOUT_LENGTH), frames::consume);
  }

  @Benchmark
  public void connect(Blackhole frames) {
    decoder.decode(ByteBuffer.wrap(CONNECT), frames::consume);
  }

  @Benchmark
  public void sendInTwoPieces(Blackhole frames) {
    decoder.decode(ByteBuffer.wrap(SEND, 0, 40), frames::consume);
    decoder.decode(ByteBuffer.wrap(SEND, 40, SEND.length - 40), frames::consume);
  }

  private static byte[] frame(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }
}
