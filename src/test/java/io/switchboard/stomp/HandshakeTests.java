package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.testing.Api;
import io.switchboard.testing.Node;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.RawStomp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** How the socket opens and how the service closes it. */
@OnH2
class HandshakeTests {

  @Autowired Api api;
  @Autowired OpenConnections connections;

  /** Each compressing client would cost about 300 kB of native memory. */
  @Test
  void refusesCompressionAndAgreesOnTheProtocol() throws IOException {
    List<String> answer =
        handshake(
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
            "Sec-WebSocket-Protocol: v10.stomp, v11.stomp, v12.stomp");

    assertThat(answer.getFirst()).startsWith("HTTP/1.1 101");
    assertThat(answer)
        .anyMatch(line -> line.equalsIgnoreCase("Sec-WebSocket-Protocol: v12.stomp"))
        .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("extensions"));
  }

  /** Such handshakes once stayed in the list of connections for ever. */
  @Test
  void forgetsHandshakesThatAreCut() throws IOException {
    int before = connections.all().size();
    for (int i = 0; i < 100; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
        socket.setSoLinger(true, 0);
        socket.getOutputStream().write(request());
      }
    }
    await().until(() -> connections.all().size() <= before);
  }

  @Test
  void refusesNullOrigin() throws IOException {
    assertThat(handshake("Origin: null").getFirst()).startsWith("HTTP/1.1 403");
  }

  @Test
  void tellsClientsToComeBackWhenTheServiceStops() {
    Node node = Node.start(Map.of());
    try (RawStomp client = RawStomp.connect(node.port(), node.api().token("alice"))) {
      client.subscribe("1", "/topic/live:a");
      node.close();

      assertThat(client.closeCode()).isEqualTo(3000);
    }
  }

  private byte[] request(String... headers) {
    String request =
        "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:"
            + api.port()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + String.join("", Arrays.stream(headers).map(header -> header + "\r\n").toList())
            + "\r\n";
    return request.getBytes(StandardCharsets.US_ASCII);
  }

  private List<String> handshake(String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request(headers));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return lines.lines().takeWhile(line -> !line.isEmpty()).toList();
    }
  }
}
