package io.switchboard.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrameEncoderTests {

  @Test
  void escapesHeadersAsTheSpecificationSays() {
    assertThat(text(FrameEncoder.receipt("a:b\\c\nd\re", Map.of())))
        .isEqualTo("RECEIPT\nreceipt-id:a\\cb\\\\c\\nd\\re\n\n\0");
  }

  @Test
  void writesHeadersThatAreNotAscii() {
    assertThat(text(FrameEncoder.receipt("a:ü:\uD83D\uDE00:", Map.of())))
        .isEqualTo("RECEIPT\nreceipt-id:a\\cü\\c\uD83D\uDE00\\c\n\n\0");
  }

  @Test
  void leavesConnectedUnescaped() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("server", "a:ü");
    headers.put("session", "1");

    assertThat(text(FrameEncoder.connected("1.2", headers)))
        .isEqualTo("CONNECTED\nversion:1.2\nserver:a:ü\nsession:1\n\n\0");
  }

  @Test
  void writesFramesOfAnySize() {
    String id = "x:".repeat(5000);
    byte[] body = "y".repeat(20_000).getBytes(StandardCharsets.UTF_8);

    assertThat(text(FrameEncoder.error(Map.of("receipt-id", id), body)))
        .isEqualTo(
            "ERROR\nreceipt-id:"
                + "x\\c".repeat(5000)
                + "\ncontent-type:application/json\ncontent-length:20000\n\n"
                + "y".repeat(20_000)
                + "\0");
  }

  private static String text(ByteBuffer frame) {
    return StandardCharsets.UTF_8.decode(frame).toString();
  }
}
