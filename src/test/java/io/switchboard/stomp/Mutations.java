package io.switchboard.stomp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Valid frames with a few bytes changed, lost, doubled or inserted. */
final class Mutations {

  /** What clients were seen to send, from CONNECT to DISCONNECT. */
  static final byte[] STREAM =
      ("""
      CONNECT
      accept-version:1.2,1.1,1.0
      heart-beat:10000,10000
      Authorization:Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl

      \0
      SUBSCRIBE
      id:sub-0
      destination:/user/queue/errors

      \0SUBSCRIBE\r
      id:sub-1\r
      destination:/topic/chat\\croom\r
      presence:{"status"\\c"away"}\r
      receipt:r-1\r
      \r
      \0

      SEND
      destination:/topic/chat:room
      content-type:application/json
      content-length:24

      {"text":"a\0b","n":"ü"}
      \0SEND
      destination:/app/rpc/ping
      correlation-id:1

      \0UNSUBSCRIBE
      id:sub-1

      \0DISCONNECT
      receipt:bye

      \0
      """)
          .getBytes(StandardCharsets.UTF_8);

  /** Bytes that mean something, and some that never should. */
  private static final byte[] TELLING = {0, '\n', '\r', ':', '\\', 'n', '9', '-', (byte) 0xc3, -1};

  private Mutations() {}

  /** The stream, changed in one to eight places. */
  static byte[] of(byte[] stream, Random random) {
    byte[] mutated = stream;
    for (int changes = 1 + random.nextInt(8); changes > 0 && mutated.length > 0; changes--) {
      mutated = changed(mutated, random);
    }
    return mutated;
  }

  private static byte[] changed(byte[] stream, Random random) {
    int from = random.nextInt(stream.length);
    int to = Math.min(stream.length, from + 1 + random.nextInt(20));
    ByteArrayOutputStream changed = new ByteArrayOutputStream(stream.length + 64);
    changed.write(stream, 0, from);
    switch (random.nextInt(5)) {
      case 0 -> changed.write(TELLING[random.nextInt(TELLING.length)]);
      case 1 -> {
        changed.write(TELLING[random.nextInt(TELLING.length)]);
        from++;
      }
      case 2 -> {
        changed.write(random.nextInt(256));
        from++;
      }
      case 3 -> from = to;
      default -> changed.write(stream, from, to - from);
    }
    changed.write(stream, from, stream.length - from);
    return changed.toByteArray();
  }
}
