package io.switchboard.stomp;

import io.switchboard.broker.CloseCode;
import io.switchboard.broker.Transport;
import io.switchboard.shared.Refused;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket, straight on Jetty's core: bytes of data frames go to the decoder as they come, so
 * no message is assembled first, and encoded frames leave without a copy.
 */
final class StompConnection implements FrameHandler, Transport {

  private static final Logger log = LoggerFactory.getLogger(StompConnection.class);

  private final StompSession session;
  private final StompDecoder decoder;
  private final StompMetrics metrics;
  private final Executor cleaner;
  private final Consumer<StompConnection> onEnd;
  private final long openedAt = System.nanoTime();

  private volatile @Nullable CoreSession socket;
  private volatile long lastHeard = openedAt;
  private volatile long pingedAt;
  private volatile long closingSince;
  private boolean unreadable;

  /**
   * @param cleaner runs what follows a close, off the threads that hold other sessions' locks
   * @param onEnd called once when the socket is gone
   */
  StompConnection(
      String id,
      StompServices services,
      @Nullable String ticket,
      Executor cleaner,
      Consumer<StompConnection> onEnd) {
    this.session = new StompSession(id, this, services, ticket);
    this.decoder =
        new StompDecoder(
            (int) services.settings().maxFrameSize().toBytes(), services.settings().maxHeaders());
    this.metrics = services.metrics();
    this.cleaner = cleaner;
    this.onEnd = onEnd;
  }

  StompSession session() {
    return session;
  }

  long openedAt() {
    return openedAt;
  }

  /** When anything was last received, in {@link System#nanoTime()}. */
  long lastHeard() {
    return lastHeard;
  }

  /** When the last unanswered PING was sent, 0 if none waits. */
  long pingedAt() {
    return pingedAt;
  }

  /** When the service began to close, 0 if it did not. */
  long closingSince() {
    return closingSince;
  }

  @Override
  public void onOpen(CoreSession opened, Callback callback) {
    socket = opened;
    callback.succeeded();
    opened.demand();
  }

  @Override
  public void onFrame(Frame frame, Callback callback) {
    lastHeard = System.nanoTime();
    pingedAt = 0;
    switch (frame.getOpCode()) {
      case OpCode.TEXT, OpCode.BINARY, OpCode.CONTINUATION -> read(frame.getPayload());
      case OpCode.PING -> answerPing(frame);
      default -> {}
    }
    callback.succeeded();
    CoreSession open = socket;
    if (open != null) {
      open.demand();
    }
  }

  private void read(ByteBuffer bytes) {
    if (unreadable) {
      return;
    }
    try {
      decoder.decode(bytes, session::on);
    } catch (Refused refused) {
      session.onUnreadable(refused);
      unreadable = true;
    }
  }

  private void answerPing(Frame ping) {
    ByteBuffer echo = ByteBuffer.allocate(ping.getPayloadLength());
    if (ping.hasPayload()) {
      echo.put(ping.getPayload().slice()).flip();
    }
    withSocket(open -> open.sendFrame(new Frame(OpCode.PONG, echo), Callback.NOOP, false));
  }

  /** Asks the other side for a sign of life. */
  void ping() {
    pingedAt = System.nanoTime();
    withSocket(open -> open.sendFrame(new Frame(OpCode.PING), Callback.NOOP, false));
  }

  @Override
  public void onError(Throwable cause, Callback callback) {
    log.debug("Session {} failed: {}", session.id(), cause.toString());
    callback.succeeded();
  }

  @Override
  public void onClosed(CloseStatus status, Callback callback) {
    callback.succeeded();
    cleaner.execute(
        () -> {
          session.onClosed();
          onEnd.accept(this);
        });
  }

  @Override
  public void write(ByteBuffer frame, boolean text, boolean more, Done done) {
    CoreSession open = socket;
    if (open == null) {
      done.failed(new IllegalStateException("The socket is not open"));
      return;
    }
    open.sendFrame(
        new Frame(text ? OpCode.TEXT : OpCode.BINARY, frame),
        Callback.from(done::written, done::failed),
        more);
  }

  @Override
  public void close(CloseCode code) {
    closingSince = System.nanoTime();
    metrics.closed(code);
    withSocket(open -> open.close(code.code(), code.reason(), Callback.NOOP));
  }

  /** Cuts the connection without a word. */
  void abort() {
    withSocket(CoreSession::abort);
  }

  private void withSocket(Consumer<CoreSession> action) {
    CoreSession open = socket;
    if (open != null) {
      action.accept(open);
    }
  }
}
