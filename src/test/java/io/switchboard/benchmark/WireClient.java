package io.switchboard.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One STOMP client over a WebSocket, driven by the load generator's thread. It connects, subscribes
 * if it has a destination, is ready when the server confirmed, and from then on reports the stamps
 * of what it receives.
 */
final class WireClient implements WebSocketFrames.Sink {

  /** A client that will stop reading has a small window, as one far away has. */
  private static final int STUCK_RECEIVE_BUFFER = 4096;

  private static final byte[] NOTHING = {};

  private enum Stage {
    CONNECTING,
    UPGRADING,
    GREETING,
    SUBSCRIBING,
    READY
  }

  private final Target target;
  private final @Nullable String destination;
  private final LongConsumer stamps;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final WebSocketFrames frames = new WebSocketFrames();
  private Stage stage = Stage.CONNECTING;
  private byte[] carried = NOTHING;
  private @Nullable ByteBuffer unsent;

  /**
   * @param destination to subscribe to, {@code null} for a publisher
   * @param stuck whether it will stop reading once it is ready
   * @param stamps told when each received message was sent
   */
  WireClient(
      Selector selector,
      Target target,
      @Nullable String destination,
      boolean stuck,
      LongConsumer stamps)
      throws IOException {
    this.target = target;
    this.destination = destination;
    this.stamps = stamps;
    channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (stuck) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, STUCK_RECEIVE_BUFFER);
    }
    channel.connect(new InetSocketAddress("127.0.0.1", target.port()));
    key = channel.register(selector, SelectionKey.OP_CONNECT, this);
  }

  boolean isReady() {
    return stage == Stage.READY;
  }

  void stopReading() {
    key.interestOps(0);
  }

  void close() throws IOException {
    channel.close();
  }

  /** A STOMP frame: the text and its NUL. */
  static byte[] stomp(String frame) {
    return (frame + "\0").getBytes(StandardCharsets.UTF_8);
  }

  /** Sends a STOMP frame as one text message. */
  void send(byte[] frame) throws IOException {
    write(WebSocketFrames.ofClient(WebSocketFrames.TEXT, frame));
  }

  private void write(ByteBuffer bytes) throws IOException {
    ByteBuffer waiting = unsent;
    if (waiting == null) {
      channel.write(bytes);
      if (bytes.hasRemaining()) {
        unsent = bytes;
        key.interestOpsOr(SelectionKey.OP_WRITE);
      }
    } else {
      unsent =
          ByteBuffer.allocate(waiting.remaining() + bytes.remaining())
              .put(waiting)
              .put(bytes)
              .flip();
    }
  }

  /** Does what the socket is ready for. */
  void on(ByteBuffer input) throws IOException {
    int ready = key.readyOps();
    if ((ready & SelectionKey.OP_CONNECT) != 0) {
      channel.finishConnect();
      key.interestOps(SelectionKey.OP_READ);
      stage = Stage.UPGRADING;
      write(ByteBuffer.wrap(upgrade().getBytes(StandardCharsets.US_ASCII)));
    }
    ByteBuffer waiting = unsent;
    if (waiting != null && (ready & SelectionKey.OP_WRITE) != 0) {
      channel.write(waiting);
      if (!waiting.hasRemaining()) {
        unsent = null;
        key.interestOps(SelectionKey.OP_READ);
      }
    }
    if ((ready & SelectionKey.OP_READ) != 0) {
      read(input);
    }
  }

  private String upgrade() {
    return "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:"
        + target.port()
        + "\r\n"
        + "Upgrade: websocket\r\n"
        + "Connection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: c3dpdGNoYm9hcmQgYmVuY2g=\r\n"
        + "Sec-WebSocket-Protocol: v12.stomp\r\n\r\n";
  }

  private void read(ByteBuffer input) throws IOException {
    input.clear().put(carried);
    if (channel.read(input) < 0) {
      throw new IOException(target.name() + " cut a connection that was " + stage);
    }
    byte[] bytes = input.array();
    int length = input.position();
    int done = stage == Stage.UPGRADING ? upgraded(bytes, length) : 0;
    if (stage != Stage.UPGRADING) {
      done = frames.read(bytes, done, length, this);
    }
    carried = done == length ? NOTHING : Arrays.copyOfRange(bytes, done, length);
  }

  private int upgraded(byte[] bytes, int length) throws IOException {
    String answer = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0) {
      return 0;
    }
    if (!answer.startsWith("HTTP/1.1 101")) {
      throw new IOException(target.name() + " refused the upgrade: " + answer);
    }
    stage = Stage.GREETING;
    send(
        stomp(
            "CONNECT\naccept-version:1.2\nheart-beat:0,0\nAuthorization:Bearer "
                + target.token()
                + "\n\n"));
    return end + 4;
  }

  @Override
  public boolean takesPieces() {
    return stage == Stage.READY;
  }

  @Override
  public int data(byte[] bytes, int from, int end) throws IOException {
    if (stage == Stage.READY) {
      return Stamp.read(bytes, from, end, stamps);
    }
    String frame = new String(bytes, from, end - from, StandardCharsets.UTF_8);
    if (frame.startsWith("CONNECTED") && destination != null) {
      stage = Stage.SUBSCRIBING;
      send(stomp("SUBSCRIBE\nid:sub-0\nreceipt:1\ndestination:" + destination + "\n\n"));
    } else if (frame.startsWith("CONNECTED") || frame.startsWith("RECEIPT")) {
      stage = Stage.READY;
    } else {
      throw new IOException(target.name() + " answered: " + frame);
    }
    return end;
  }

  @Override
  public void control(int opCode, byte[] payload) throws IOException {
    if (opCode == WebSocketFrames.PING) {
      write(WebSocketFrames.ofClient(WebSocketFrames.PONG, payload));
    } else if (opCode == WebSocketFrames.CLOSE) {
      throw new IOException(
          target.name()
              + " closed a connection with "
              + (payload.length < 2 ? "no code" : ByteBuffer.wrap(payload).getShort()));
    }
  }
}
