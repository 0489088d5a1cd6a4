package io.switchboard.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The floor: a server that does nothing but copy what is published to each subscriber with one
 * write, on one thread. It has no rules, no queues, no ids and no limits; it speaks just enough to
 * be driven by the same load. What it spends per delivery is the price of a write of the same bytes
 * to a socket of this machine, from Java.
 */
final class Floor {

  private static final String ACCEPTED =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Protocol: v12.stomp\r\n\r\n";

  /** As long as the headers that the service adds. */
  private static final String HEADERS =
      "subscription:sub-0\nmessage-id:0123456789abcdef-123456\nevent:message\nsender:bench\n"
          + "timestamp:2026-01-01T00\\c00\\c00.123456789Z\ncontent-length:128\n";

  private final Map<String, List<SocketChannel>> subscribers = new HashMap<>();
  private final Selector selector = Selector.open();
  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final ByteBuffer input = ByteBuffer.allocate(256 * 1024);

  Floor() throws IOException {
    listener.bind(new InetSocketAddress("127.0.0.1", 0), 1024);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  /** Prints its port and serves until its standard input ends. */
  public static void main(String[] arguments) throws IOException {
    Floor floor = new Floor();
    System.out.println(floor.port());
    Thread.ofPlatform().daemon().start(Floor::endWithParent);
    floor.serve();
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said.
      }
    } catch (IOException ended) {
      // So is this process.
    }
    Runtime.getRuntime().halt(0);
  }

  int port() throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  /** Serves until the thread is interrupted. */
  void serve() throws IOException {
    while (!Thread.currentThread().isInterrupted()) {
      selector.select(this::on);
    }
  }

  private void on(SelectionKey key) {
    if (key.attachment() instanceof Peer peer) {
      peer.on();
    } else {
      accept();
    }
  }

  private void accept() {
    try {
      SocketChannel channel = listener.accept();
      if (channel != null) {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.register(selector, SelectionKey.OP_READ, new Peer(channel));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private final class Peer implements WebSocketFrames.Sink {

    private final SocketChannel channel;
    private final WebSocketFrames frames = new WebSocketFrames();
    private boolean upgraded;
    private byte[] carried = {};

    Peer(SocketChannel channel) {
      this.channel = channel;
    }

    void on() {
      input.clear().put(carried);
      try {
        if (channel.read(input) >= 0) {
          read();
          return;
        }
      } catch (IOException cut) {
        // As good as closed.
      }
      leave();
    }

    private void leave() {
      subscribers.values().forEach(list -> list.remove(channel));
      try {
        channel.close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    private void read() throws IOException {
      byte[] bytes = input.array();
      int length = input.position();
      int done;
      if (upgraded) {
        done = frames.read(bytes, 0, length, this);
      } else {
        // A client waits for the answer before it says more.
        upgraded = new String(bytes, 0, length, StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n");
        done = upgraded ? length : 0;
        if (upgraded) {
          channel.write(ByteBuffer.wrap(ACCEPTED.getBytes(StandardCharsets.ISO_8859_1)));
        }
      }
      carried = Arrays.copyOfRange(bytes, done, length);
    }

    @Override
    public boolean takesPieces() {
      return false;
    }

    @Override
    public int data(byte[] bytes, int from, int end) throws IOException {
      String frame = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
      if (frame.startsWith("SEND")) {
        publish(frame);
      } else if (frame.startsWith("SUBSCRIBE")) {
        subscribers.computeIfAbsent(destination(frame), _ -> new ArrayList<>()).add(channel);
        answer("RECEIPT\nreceipt-id:1\n\n");
      } else {
        answer("CONNECTED\nversion:1.2\n\n");
      }
      return end;
    }

    @Override
    public void control(int opCode, byte[] payload) {
      // Nothing is asked of the floor.
    }

    private void answer(String frame) throws IOException {
      channel.write(WebSocketFrames.ofServer(WireClient.stomp(frame)));
    }
  }

  private void publish(String frame) throws IOException {
    String destination = destination(frame);
    String headers = "MESSAGE\ndestination:" + destination + "\n" + HEADERS;
    String message = headers + frame.substring(frame.indexOf("\ncontent-type:") + 1);
    ByteBuffer bytes = WebSocketFrames.ofServer(message.getBytes(StandardCharsets.ISO_8859_1));
    for (SocketChannel subscriber : subscribers.getOrDefault(destination, List.of())) {
      ByteBuffer copy = bytes.duplicate();
      subscriber.write(copy);
      if (copy.hasRemaining()) {
        throw new IllegalStateException("A subscriber of the floor does not keep up.");
      }
    }
  }

  private static String destination(String frame) {
    int start = frame.indexOf("destination:") + "destination:".length();
    return frame.substring(start, frame.indexOf('\n', start));
  }
}
