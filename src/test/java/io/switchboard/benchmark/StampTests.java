package io.switchboard.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StampTests {

  @Test
  void findsEveryMomentHoweverTheBytesAreCut() {
    Random random = new Random(42);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    List<Long> sent = new ArrayList<>();
    for (long moment = 1; moment <= 500; moment++) {
      byte[] frame =
          ("id:" + "~".repeat(random.nextInt(8)) + "y".repeat(1 + random.nextInt(40)))
              .concat(Stamp.body(32 + random.nextInt(200)))
              .getBytes(StandardCharsets.US_ASCII);
      Stamp.write(frame, Stamp.position(frame), moment << 20);
      stream.writeBytes(frame);
      sent.add(moment << 20);
    }

    byte[] bytes = stream.toByteArray();
    List<Long> read = new ArrayList<>();
    byte[] carried = {};
    for (int at = 0; at < bytes.length; ) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(300));
      byte[] piece = Arrays.copyOf(carried, carried.length + end - at);
      System.arraycopy(bytes, at, piece, carried.length, end - at);
      int done = Stamp.read(piece, 0, piece.length, read::add);
      carried = Arrays.copyOfRange(piece, Math.min(done, piece.length), piece.length);
      at = end;
    }

    assertThat(read).isEqualTo(sent);
  }
}
