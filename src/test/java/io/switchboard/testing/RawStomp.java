package io.switchboard.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A STOMP client that sends exactly the bytes it is told to, well-formed or not. */
public final class RawStomp implements AutoCloseable {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final HttpClient http = HttpClient.newHttpClient();

  private final LinkedBlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final WebSocket socket;
  private volatile boolean reading = true;

  private RawStomp(URI address, Map<String, String> handshakeHeaders) {
    WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(BOUND);
    handshakeHeaders.forEach(builder::header);
    socket = builder.buildAsync(address, new Listener()).orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Opens the socket and says nothing. */
  public static RawStomp open(int port) {
    return open(port, "", Map.of());
  }

  /** Opens the socket with a query and headers of the handshake. */
  public static RawStomp open(int port, String query, Map<String, String> handshakeHeaders) {
    return new RawStomp(URI.create("ws://127.0.0.1:" + port + "/ws" + query), handshakeHeaders);
  }

  /** Opens the socket and connects with the token. */
  public static RawStomp connect(int port, String token) {
    RawStomp client = open(port);
    client.sendConnect(token);
    client.await("CONNECTED");
    return client;
  }

  public RawStomp sendConnect(String token) {
    return send(
        "CONNECT\naccept-version:1.2\nheart-beat:0,0\nAuthorization:Bearer " + token + "\n\n\0");
  }

  /** Sends the text as one WebSocket message. */
  public RawStomp send(String text) {
    return send(socket.sendText(text, true));
  }

  public RawStomp send(byte[] bytes) {
    return send(socket.sendBinary(ByteBuffer.wrap(bytes), true));
  }

  /** A server that has read enough to refuse closes while the client still sends. */
  private RawStomp send(CompletableFuture<WebSocket> sending) {
    try {
      sending.orTimeout(10, TimeUnit.SECONDS).join();
    } catch (CompletionException failure) {
      if (!(failure.getCause() instanceof IOException)) {
        throw failure;
      }
    }
    return this;
  }

  /** Sends a frame made of the command and {@code name:value} lines. */
  public RawStomp frame(String command, String body, String... headers) {
    return send(command + "\n" + String.join("\n", headers) + "\n\n" + body + "\0");
  }

  /** Subscribes and waits for the RECEIPT. */
  public RawStomp subscribe(String id, String destination, String... headers) {
    StringBuilder more = new StringBuilder();
    for (String header : headers) {
      more.append('\n').append(header);
    }
    frame("SUBSCRIBE", "", "id:" + id, "destination:" + destination, "receipt:sub-" + id + more);
    await(frame -> frame.command().equals("RECEIPT") && frame.is("receipt-id", "sub-" + id));
    return this;
  }

  /** The next frame of that command; frames before it are dropped. */
  public Frame await(String command) {
    return await(frame -> frame.command().equals(command));
  }

  /** The next frame that fits; frames before it are dropped. */
  public Frame await(Predicate<Frame> fits) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    StringBuilder seen = new StringBuilder();
    try {
      while (true) {
        Frame frame = frames.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (frame == null) {
          throw new AssertionError("The frame did not come; came: " + seen);
        }
        if (fits.test(frame)) {
          return frame;
        }
        seen.append(frame).append('\n');
      }
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** The next frame if one comes in time, else {@code null}. */
  public @Nullable Frame poll(Duration time) {
    try {
      return frames.poll(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** Whether the connection is gone. */
  public boolean isClosed() {
    return closed.isDone();
  }

  /** The next binary WebSocket message, as it came. */
  public byte[] awaitBinary() {
    try {
      return Objects.requireNonNull(
          binaries.poll(BOUND.toSeconds(), TimeUnit.SECONDS), "No binary message came");
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** The next frame, whatever it is. */
  public Frame next() {
    return await(_ -> true);
  }

  /** Proves that nothing else came: what is sent now is answered first. */
  public void expectNothingBefore(String receipt) {
    frame(
        "SUBSCRIBE",
        "",
        "id:after-" + receipt,
        "destination:/user/queue/session",
        "receipt:" + receipt);
    Frame frame = next();
    if (!frame.command().equals("RECEIPT") || !frame.is("receipt-id", receipt)) {
      throw new AssertionError("Came before the receipt: " + frame);
    }
  }

  /** Stops reading, as a client on a dead network does; PINGs stay unanswered. */
  public void stopReading() {
    reading = false;
  }

  /** Reads on. */
  public void readAgain() {
    reading = true;
    socket.request(1);
  }

  /** The WebSocket close code, once the server closed. */
  public int closeCode() {
    return closed.orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Cuts the connection without a word. */
  public void cut() {
    socket.abort();
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Listener implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        accept(text.toString());
        text.setLength(0);
      }
      next(ws);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket ws, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      bytes.writeBytes(part);
      if (last) {
        binaries.add(bytes.toByteArray());
        bytes.reset();
      }
      next(ws);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket ws, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket ws, Throwable error) {
      closed.complete(1006);
    }

    private void next(WebSocket ws) {
      if (reading) {
        ws.request(1);
      }
    }

    private void accept(String message) {
      for (String frame : message.split("\0")) {
        if (!frame.isBlank()) {
          frames.add(Frame.parse(frame.stripLeading()));
        }
      }
    }
  }

  /**
   * A frame of the server.
   *
   * @param headers unescaped
   */
  public record Frame(String command, Map<String, String> headers, String body) {

    static Frame parse(String text) {
      int end = text.indexOf("\n\n");
      String[] lines = text.substring(0, end).split("\n");
      Map<String, String> headers = new LinkedHashMap<>();
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        headers.put(
            unescape(lines[i].substring(0, colon)), unescape(lines[i].substring(colon + 1)));
      }
      return new Frame(lines[0], headers, text.substring(end + 2));
    }

    public @Nullable String header(String name) {
      return headers.get(name);
    }

    public boolean is(String name, String value) {
      return value.equals(headers.get(name));
    }

    private static String unescape(String text) {
      return text.replace("\\c", ":").replace("\\n", "\n").replace("\\\\", "\\");
    }
  }
}
