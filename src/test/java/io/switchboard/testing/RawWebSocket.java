package io.switchboard.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A WebSocket of bare bytes, for what no WebSocket client would send. */
public final class RawWebSocket implements AutoCloseable {

  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  /** The bit that says that a message ends here. */
  public static final int FIN = 0x80;

  /** What a connection that was cut without a CLOSE counts as (RFC 6455, 7.1.5). */
  private static final int CUT = 1006;

  private final Socket socket;
  private final DataInputStream input;
  private final OutputStream output;

  private RawWebSocket(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(15_000);
    input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    output = socket.getOutputStream();
  }

  /** Opens a socket to {@code /ws} on that port. */
  public static RawWebSocket open(int port) {
    try {
      RawWebSocket opened = new RawWebSocket(new Socket("127.0.0.1", port));
      opened.upgrade(port);
      return opened;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Opens a socket and connects with the token. */
  public static RawWebSocket connect(int port, String token) {
    return open(port)
        .text(
            "CONNECT\naccept-version:1.2\nheart-beat:0,0\nAuthorization:Bearer " + token + "\n\n\0")
        .awaitText("CONNECTED");
  }

  private void upgrade(int port) throws IOException {
    raw(
        ("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:"
                + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    String answer = "";
    while (!answer.endsWith("\r\n\r\n")) {
      answer += (char) input.readUnsignedByte();
    }
    if (!answer.startsWith("HTTP/1.1 101")) {
      throw new IOException(answer);
    }
  }

  /** Sends one whole text message. */
  public RawWebSocket text(String text) {
    return frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends a masked frame.
   *
   * @param first its first byte: flags and opcode
   */
  public RawWebSocket frame(int first, byte[] payload) {
    byte[] mask = {1, 2, 3, 4};
    byte[] masked = new byte[payload.length];
    for (int i = 0; i < payload.length; i++) {
      masked[i] = (byte) (payload[i] ^ mask[i & 3]);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 14);
    bytes.writeBytes(header(first, true, payload.length));
    bytes.writeBytes(mask);
    bytes.writeBytes(masked);
    return raw(bytes.toByteArray());
  }

  /** The start of a frame, without the mask that follows it. */
  public static byte[] header(int first, boolean masked, long length) {
    ByteBuffer header = ByteBuffer.allocate(10).put((byte) first);
    int mask = masked ? 0x80 : 0;
    if (length < 126) {
      header.put((byte) (mask | (int) length));
    } else if (length < 65536) {
      header.put((byte) (mask | 126)).putShort((short) length);
    } else {
      header.put((byte) (mask | 127)).putLong(length);
    }
    byte[] bytes = new byte[header.position()];
    header.flip().get(bytes);
    return bytes;
  }

  /** Sends bytes as they are; a server that closed meanwhile is no failure. */
  public RawWebSocket raw(byte[] bytes) {
    tryRaw(bytes);
    return this;
  }

  /** Sends bytes as they are; false if the connection is gone. */
  public boolean tryRaw(byte[] bytes) {
    try {
      output.write(bytes);
      return true;
    } catch (SocketException gone) {
      return false;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Reads until a text message starts like that. */
  public RawWebSocket awaitText(String start) {
    for (Message message = next(); message != null; message = next()) {
      if (message.text().startsWith(start)) {
        return this;
      }
    }
    throw new AssertionError("The connection ended before " + start);
  }

  /** Reads until the end: what STOMP commands came, and the close code. */
  public End end() {
    StringBuilder commands = new StringBuilder();
    for (Message message = next(); message != null; message = next()) {
      if (message.opCode() == CLOSE) {
        int code =
            message.payload().length < 2 ? 1005 : ByteBuffer.wrap(message.payload()).getShort();
        return new End(commands.toString(), code);
      }
      commands.append(message.text().lines().findFirst().orElse("")).append(' ');
    }
    return new End(commands.toString(), CUT);
  }

  /** The next message of the server, {@code null} at the end of the stream. */
  private @Nullable Message next() {
    try {
      int opCode = input.readUnsignedByte() & 15;
      int size = input.readUnsignedByte() & 127;
      long length = size == 126 ? input.readUnsignedShort() : size == 127 ? input.readLong() : size;
      return new Message(opCode, input.readNBytes((int) length));
    } catch (EOFException | SocketException ended) {
      return null;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private record Message(int opCode, byte[] payload) {

    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  /**
   * How a connection ended.
   *
   * @param commands of the STOMP frames that came, each followed by a space
   * @param code of the server's CLOSE, 1006 if it cut the connection
   */
  public record End(String commands, int code) {}
}
