package io.switchboard.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A STOMP session with a broker on a plain socket: what goes out is exactly what a test wrote, and
 * what comes back is not interpreted.
 */
final class BrokerSession implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  private final Socket socket = new Socket();

  /**
   * Opens the connection; STOMP begins with {@link #connect}.
   *
   * @throws IOException if nobody listens there
   */
  BrokerSession(StompBroker broker) throws IOException {
    socket.connect(
        new InetSocketAddress(broker.host(), broker.port()), (int) CONNECT_TIMEOUT.toMillis());
    socket.setSoTimeout((int) ANSWER_TIMEOUT.toMillis());
  }

  /**
   * Logs in and gives the broker's answer, a CONNECTED or an ERROR frame.
   *
   * @throws IOException if the broker hangs up or says nothing for 10 s
   */
  String connect(String login, String passcode, String virtualHost) throws IOException {
    send(
        """
        CONNECT
        accept-version:1.2
        heart-beat:0,0
        host:%s
        login:%s
        passcode:%s

        """
            .formatted(virtualHost, login, passcode));
    return receive();
  }

  /** Sends a frame; the text ends with the body, the closing NUL is added. */
  void send(String frame) throws IOException {
    socket.getOutputStream().write((frame + "\0").getBytes(StandardCharsets.UTF_8));
  }

  /** The next frame without its NUL and without the line ends between frames. */
  String receive() throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    int next;
    while ((next = socket.getInputStream().read()) != 0) {
      if (next < 0) {
        throw new EOFException("The broker hung up after: " + frame);
      }
      if (frame.size() > 0 || (next != '\n' && next != '\r')) {
        frame.write(next);
      }
    }
    return frame.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
