package io.switchboard.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.shared.UserId;
import io.switchboard.testing.Api;
import io.switchboard.testing.EventReader;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.RawStomp;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A reader that does not read costs a bounded amount, and nobody else anything. */
@OnH2
class SlowReaderTests {

  private final String channel = "live:" + UUID.randomUUID();

  @Autowired Api api;
  @Autowired EventStreams streams;

  @Test
  void endsAStreamThatNobodyReads() throws IOException {
    String slow = Api.newUser("slow");
    String fast = Api.newUser("fast");
    try (Socket socket = new Socket("127.0.0.1", api.port());
        EventReader other =
            EventReader.open(
                api.port(),
                "/api/channels/" + channel + "/events",
                Map.of("Authorization", "Bearer " + api.token(fast)));
        RawStomp publisher = RawStomp.connect(api.port(), api.token(fast))) {
      socket.setReceiveBufferSize(4096);
      socket
          .getOutputStream()
          .write(
              ("GET /api/channels/"
                      + channel
                      + "/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                      + api.token(slow)
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      Awaitility.await().until(() -> streams.sessions(new UserId(slow)).size() == 1);
      int published = 0;
      String body = "x".repeat(100_000);
      while (!streams.sessions(new UserId(slow)).isEmpty() && published < 1_000) {
        publisher.frame("SEND", body, "destination:/topic/" + channel, "receipt:r");
        publisher.await("RECEIPT");
        assertThat(other.next().data()).contains(body);
        published++;
      }
      assertThat(published).isBetween(10, 200);
    }
  }
}
