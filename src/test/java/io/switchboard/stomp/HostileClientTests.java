package io.switchboard.stomp;

import static io.switchboard.testing.RawWebSocket.BINARY;
import static io.switchboard.testing.RawWebSocket.CLOSE;
import static io.switchboard.testing.RawWebSocket.CONTINUATION;
import static io.switchboard.testing.RawWebSocket.FIN;
import static io.switchboard.testing.RawWebSocket.PING;
import static io.switchboard.testing.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.switchboard.testing.Node;
import io.switchboard.testing.RawStomp;
import io.switchboard.testing.RawWebSocket;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that send what no client should. Each is told why and ended, and leaves nothing behind.
 */
class HostileClientTests {

  private static final String SEND = "SEND\ndestination:/topic/live:a\n";

  private static Node node;
  private static String token;

  @BeforeAll
  static void start() {
    node = Node.start(Map.of());
    token = node.api().token("mallory");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void leavesNoSession() {
    await().untilAsserted(() -> assertThat(connections()).isZero());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x:\\t\n\n\0",
        "x:ends with a backslash\\\n\n\0",
        "no colon\n\n\0",
        ":no name\n\n\0",
        "\0",
        "content-length:-1\n\nbody\0",
        "content-length:1e3\n\nbody\0",
        "content-length:99999999999999999999\n\nbody\0",
        "content-length:2\n\nbody\0",
        "content-length:\n\nbody\0"
      })
  void endsMalformedFrames(String rest) {
    try (RawWebSocket client = connect()) {
      assertThat(client.text(SEND + rest).end()).isEqualTo(new RawWebSocket.End("ERROR ", 3503));
    }
  }

  @ParameterizedTest
  @MethodSource
  void endsFramesThatAreTooLarge(String frame) {
    try (RawWebSocket client = connect()) {
      assertThat(client.text(frame).end()).isEqualTo(new RawWebSocket.End("ERROR ", 1009));
    }
  }

  static Stream<String> endsFramesThatAreTooLarge() {
    return Stream.of(
        SEND + "content-length:999999999\n\n",
        SEND + "a:b\n".repeat(10_000) + "\n\0",
        SEND + "endless:" + "x".repeat(2_000_000),
        SEND + "\nno NUL" + "x".repeat(2_000_000),
        "x".repeat(2_000_000));
  }

  /** Its connection was once reset under its hands, and the ERROR lost with it. */
  @Test
  void tellsAClientThatStillSendsWhyItEnds() {
    byte[] more =
        joined(RawWebSocket.header(FIN | TEXT, true, 10_000), "\0\0\0\0" + "x".repeat(10_000));
    double before = closes("too_big");
    try (RawWebSocket client = connect()) {
      client.text(SEND + "a:b\n".repeat(10_000));
      await().until(() -> closes("too_big") > before);
      for (int i = 0; i < 50; i++) {
        assertThat(client.tryRaw(more)).isTrue();
      }

      assertThat(client.end()).isEqualTo(new RawWebSocket.End("ERROR ", 1009));
    }
  }

  @ParameterizedTest
  @MethodSource
  void endsABrokenWebSocketProtocol(byte[] bytes) {
    try (RawWebSocket client = connect()) {
      assertThat(client.raw(bytes).end().code()).isEqualTo(1002);
    }
  }

  static Stream<byte[]> endsABrokenWebSocketProtocol() {
    return Stream.of(
        joined(RawWebSocket.header(FIN | TEXT, false, 1), "x"),
        joined(RawWebSocket.header(FIN | 0x40 | TEXT, true, 1), "1234x"),
        joined(RawWebSocket.header(FIN | 3, true, 1), "1234x"),
        joined(RawWebSocket.header(FIN | CONTINUATION, true, 1), "1234x"),
        joined(RawWebSocket.header(PING, true, 1), "1234x"),
        joined(RawWebSocket.header(FIN | PING, true, 126), "1234" + "x".repeat(126)),
        joined(RawWebSocket.header(FIN | CLOSE, true, 1), "1234x"),
        joined(
            joined(RawWebSocket.header(TEXT, true, 1), "1234x"),
            new String(
                joined(RawWebSocket.header(FIN | TEXT, true, 1), "1234x"),
                StandardCharsets.ISO_8859_1)));
  }

  @Test
  void readsAFrameFromThousandsOfMessages() {
    try (RawWebSocket client = connect()) {
      for (byte b : frameWithReceipt()) {
        client.frame(FIN | BINARY, new byte[] {b});
      }
      client.awaitText("RECEIPT");
    }
  }

  @Test
  void readsAFrameFromThousandsOfFragments() {
    try (RawWebSocket client = connect()) {
      client.frame(TEXT, new byte[0]);
      for (byte b : frameWithReceipt()) {
        client.frame(CONTINUATION, new byte[] {b});
      }
      client.frame(FIN | CONTINUATION, new byte[0]).awaitText("RECEIPT");
    }
  }

  private static byte[] frameWithReceipt() {
    return (SEND + "receipt:1\n\n" + "x".repeat(5000) + "\0").getBytes(StandardCharsets.UTF_8);
  }

  /** What is allocated meanwhile, by the test too, is a fraction of what is sent. */
  @Test
  void neverHoldsAHugeMessage() {
    byte[] piece = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    double before = closes("too_big");
    try (RawWebSocket client = connect()) {
      long allocated = allocatedBytes();
      client.raw(joined(RawWebSocket.header(FIN | TEXT, true, 100_000_000), "\0\0\0\0"));
      for (int i = 0; i < 1000 && client.tryRaw(piece); i++) {
        assertThat(allocatedBytes() - allocated).isLessThan(50_000_000);
      }
      await().until(() -> closes("too_big") > before);
    }
  }

  /** Valid streams with a few bytes changed, lost, doubled or inserted. */
  @Test
  void survivesWhateverIsSent() {
    Random random = new Random(42);
    for (int i = 0; i < 300; i++) {
      byte[] stream = Mutations.of(Mutations.STREAM, random);
      try (RawWebSocket client =
          random.nextBoolean() ? connect() : RawWebSocket.open(node.port())) {
        if (random.nextBoolean()) {
          client.frame(FIN | TEXT, stream);
        } else {
          client.raw(stream);
        }
      }
    }

    try (RawStomp other = RawStomp.connect(node.port(), token)) {
      other.subscribe("1", "/topic/live:other");
      other.frame("SEND", "still here", "destination:/topic/live:other");
      assertThat(other.await("MESSAGE").body()).isEqualTo("still here");
    }
  }

  private static RawWebSocket connect() {
    return RawWebSocket.connect(node.port(), token);
  }

  private static byte[] joined(byte[] start, String rest) {
    byte[] more = rest.getBytes(StandardCharsets.ISO_8859_1);
    byte[] joined = new byte[start.length + more.length];
    System.arraycopy(start, 0, joined, 0, start.length);
    System.arraycopy(more, 0, joined, start.length, more.length);
    return joined;
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
  }

  private static double connections() {
    return node.bean(MeterRegistry.class).get("switchboard.stomp.connections").gauge().value();
  }

  private static double closes(String reason) {
    Counter counter =
        node.bean(MeterRegistry.class)
            .find("switchboard.stomp.closes")
            .tag("reason", reason)
            .counter();
    return counter == null ? 0 : counter.count();
  }
}
