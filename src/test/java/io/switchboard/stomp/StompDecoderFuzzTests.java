package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever bytes come, they become frames or a refusal, and always the same ones. */
class StompDecoderFuzzTests {

  private static final int LARGEST = 300;
  private static final int HEADERS = 6;

  @Test
  void readsTheRecordedFrames() {
    List<String> commands =
        new Reading(List.of(Mutations.STREAM)).frames.stream().map(Read::command).toList();

    assertThat(commands)
        .containsExactly(
            "CONNECT", "SUBSCRIBE", "SUBSCRIBE", "SEND", "SEND", "UNSUBSCRIBE", "DISCONNECT");
  }

  /** Anything else that the decoder throws ends this test. */
  @Test
  void readsTheSameHoweverTheBytesAreCut() {
    Random random = new Random(4711);
    int refused = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] stream = Mutations.of(Mutations.STREAM, random);
      Reading whole = new Reading(List.of(stream));
      Reading cut = new Reading(cut(stream, random));

      assertThat(cut.frames).isEqualTo(whole.frames);
      assertThat(cut.refused).isEqualTo(whole.refused);
      refused += whole.refused == null ? 0 : 1;
    }

    assertThat(refused).isBetween(5_000, 45_000);
  }

  private static List<byte[]> cut(byte[] stream, Random random) {
    int longest = 1 + random.nextInt(random.nextBoolean() ? 4 : 400);
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < stream.length; ) {
      int end = Math.min(stream.length, at + 1 + random.nextInt(longest));
      pieces.add(Arrays.copyOfRange(stream, at, end));
      at = end;
    }
    return pieces;
  }

  /** A frame whose body can be compared. */
  private record Read(String command, Map<String, String> headers, List<Byte> body) {

    static Read of(ClientFrame frame) {
      List<Byte> body = new ArrayList<>();
      for (byte b : frame.body()) {
        body.add(b);
      }
      return new Read(frame.command(), Map.copyOf(frame.headers()), body);
    }
  }

  private static final class Reading {

    final List<Read> frames = new ArrayList<>();
    @Nullable ErrorCode refused;

    Reading(List<byte[]> pieces) {
      StompDecoder decoder = new StompDecoder(LARGEST, HEADERS);
      try {
        for (byte[] piece : pieces) {
          decoder.decode(ByteBuffer.wrap(piece), frame -> frames.add(Read.of(frame)));
        }
      } catch (Refused refusal) {
        refused = refusal.code();
      }
    }
  }
}
