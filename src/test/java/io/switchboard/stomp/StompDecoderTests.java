package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StompDecoderTests {

  private final List<ClientFrame> frames = new ArrayList<>();
  private final StompDecoder decoder = new StompDecoder(2000, 20);

  @Test
  void readsHeadersEscapesAndBody() {
    decode("SEND\r\nkey\\c1:a\\nb\\\\c:d\r\n\r\nbody\0");

    assertThat(frames).hasSize(1);
    assertThat(frames.getFirst().command()).isEqualTo("SEND");
    assertThat(frames.getFirst().headers()).containsEntry("key:1", "a\nb\\c:d");
    assertThat(body(0)).isEqualTo("body");
  }

  @Test
  void leavesHeadersOfConnectAsTheyAre() {
    decode("CONNECT\nlogin:a\\c\n\n\0");

    assertThat(frames.getFirst().headers()).containsEntry("login", "a\\c");
  }

  @Test
  void takesTheFirstOfRepeatedHeaders() {
    decode("SEND\na:1\na:2\n\n\0");

    assertThat(frames.getFirst().header("a")).isEqualTo("1");
  }

  @Test
  void readsNulsInABodyOfDeclaredLength() {
    decode("SEND\ncontent-length:3\n\na\0b\0\n\nSEND\n\nx\0");

    assertThat(body(0)).isEqualTo("a\0b");
    assertThat(body(1)).isEqualTo("x");
  }

  @Test
  void readsTheSameFramesHoweverTheBytesAreCut() {
    Random random = new Random(42);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String body = "ü" + "x".repeat(random.nextInt(900));
      bodies.add(body);
      int length = body.getBytes(StandardCharsets.UTF_8).length;
      String header = random.nextBoolean() ? "content-length:" + length + "\n" : "";
      String pause = "\n".repeat(random.nextInt(3));
      stream.writeBytes(
          ("SEND\nn:" + i + "\n" + header + "\n" + body + "\0" + pause)
              .getBytes(StandardCharsets.UTF_8));
    }
    ByteBuffer bytes = ByteBuffer.wrap(stream.toByteArray());
    while (bytes.hasRemaining()) {
      int size = Math.min(bytes.remaining(), 1 + random.nextInt(random.nextBoolean() ? 3 : 9000));
      decoder.decode(bytes.slice(bytes.position(), size), frames::add);
      bytes.position(bytes.position() + size);
    }

    assertThat(frames).hasSize(300);
    for (int i = 0; i < 300; i++) {
      assertThat(frames.get(i).header("n")).isEqualTo(Integer.toString(i));
      assertThat(body(i)).isEqualTo(bodies.get(i));
    }
  }

  @Test
  void refusesFrameAboveTheLimitBeforeItsEnd() {
    assertRefused(ErrorCode.TOO_LARGE, "SEND\n\n" + "x".repeat(2000));
  }

  @Test
  void refusesDeclaredLengthAboveTheLimitBeforeAnyOfIt() {
    assertRefused(ErrorCode.TOO_LARGE, "SEND\ncontent-length:1999\n\n");
  }

  @Test
  void refusesHeadersWithoutEnd() {
    assertRefused(ErrorCode.TOO_LARGE, "SEND\nx:" + "y".repeat(3000));
  }

  @Test
  void refusesTooManyHeaders() {
    assertRefused(ErrorCode.TOO_LARGE, "SEND\n" + "a:b\n".repeat(21));
  }

  @Test
  void refusesHeadersThatAreNotUtf8() {
    byte[] frame = "SEND\nkey:?\n\n\0".getBytes(StandardCharsets.UTF_8);
    frame[9] = (byte) 0xff;

    assertThatThrownBy(() -> decoder.decode(ByteBuffer.wrap(frame), frames::add))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_FRAME));
  }

  @Test
  void survivesAnyBytesWithARefusalOrFramesOnly() {
    Random random = new Random(7);
    byte[] alphabet = "SEND\n\r:\\ac\0xcontent-length0123456789".getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 20_000; round++) {
      StompDecoder fresh = new StompDecoder(256, 8);
      byte[] noise = new byte[random.nextInt(400)];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = alphabet[random.nextInt(alphabet.length)];
      }
      try {
        fresh.decode(ByteBuffer.wrap(noise), frames::add);
      } catch (Refused refused) {
        assertThat(refused.code()).isIn(ErrorCode.BAD_FRAME, ErrorCode.TOO_LARGE);
      }
    }
  }

  private void decode(String text) {
    decoder.decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), frames::add);
  }

  private String body(int frame) {
    return new String(frames.get(frame).body(), StandardCharsets.UTF_8);
  }

  private void assertRefused(ErrorCode code, String text) {
    assertThatThrownBy(() -> decode(text))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }
}
