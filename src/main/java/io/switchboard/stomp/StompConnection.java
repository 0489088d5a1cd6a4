package io.switchboard.stomp;

import io.switchboard.broker.CloseCode;
import io.switchboard.broker.Transport;
import io.switchboard.shared.Refused;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingFrames;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket, straight on Jetty's core: bytes of data frames go to the decoder as they come, so
 * no message is assembled first, and encoded frames leave without a copy.
 */
final class StompConnection implements FrameHandler, Transport {

  private static final Logger log = LoggerFactory.getLogger(StompConnection.class);

  /** Enough for a token; before CONNECT nobody gets more memory than that, in bytes. */
  private static final int STRANGERS_FRAME = 16 * 1024;

  private final StompSession session;
  private final StompDecoder decoder;
  private final StompMetrics metrics;
  private final Executor cleaner;
  private final OpenConnections connections;
  private final int maxFrameSize;
  private final long openedAt = System.nanoTime();

  private volatile @Nullable CoreSession socket;
  private volatile @Nullable OutgoingFrames frames;
  private @Nullable Written written;
  private final AtomicReference<@Nullable ByteBuffer> pong = new AtomicReference<>();
  private volatile long lastHeard = openedAt;
  private volatile long lastData = openedAt;
  private volatile long pingedAt;
  private volatile long closingSince;
  private boolean unreadable;

  /**
   * @param cleaner runs what follows a close, off the threads that hold other sessions' locks
   * @param connections where this one is known from its opening to its end; a handshake that is cut
   *     never is
   */
  StompConnection(
      String id,
      StompServices services,
      @Nullable String ticket,
      Executor cleaner,
      OpenConnections connections) {
    this.session =
        new StompSession(id, this, services, ticket, user -> connections.connected(user, this));
    this.maxFrameSize = (int) services.settings().maxFrameSize().toBytes();
    this.decoder =
        new StompDecoder(Math.min(maxFrameSize, STRANGERS_FRAME), services.settings().maxHeaders());
    this.metrics = services.metrics();
    this.cleaner = cleaner;
    this.connections = connections;
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

  /** When the client last sent data, a heartbeat included, in {@link System#nanoTime()}. */
  long lastData() {
    return lastData;
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
    frames = straight(opened);
    connections.opened(this);
    callback.succeeded();
    opened.demand();
  }

  /**
   * No extension is ever negotiated, and data frames need no fragmenting, so they skip the two
   * queues that would do it, a sixth of what a delivery costs. The last queue, which control frames
   * share, keeps the order and refuses what comes after a CLOSE.
   */
  private static OutgoingFrames straight(CoreSession opened) {
    return opened instanceof WebSocketCoreSession session
        ? session.getConnection()::enqueueFrame
        : opened;
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
      session.whenReady(open::demand);
    }
  }

  private void read(ByteBuffer bytes) {
    lastData = lastHeard;
    if (unreadable || closingSince != 0) {
      return;
    }
    try {
      decoder.decode(bytes, this::accept);
    } catch (Refused refused) {
      session.onUnreadable(refused);
      unreadable = true;
    }
  }

  /** Nothing is read of a client that is being closed, even if it never closes its side. */
  private void accept(ClientFrame frame) {
    if (closingSince != 0) {
      return;
    }
    session.on(frame);
    if (session.connected() != null) {
      decoder.allow(maxFrameSize);
    }
  }

  /**
   * One PONG is under way at a time, and the newest PING replaces the one that waits (RFC 6455,
   * 5.5.3), so that a client that pings and does not read costs two frames.
   */
  private void answerPing(Frame ping) {
    ByteBuffer echo = ByteBuffer.allocate(ping.getPayloadLength());
    if (ping.hasPayload()) {
      echo.put(ping.getPayload().slice()).flip();
    }
    if (pong.getAndSet(echo) == null) {
      sendPong();
    }
  }

  private void sendPong() {
    ByteBuffer newest = pong.get();
    if (newest != null) {
      Callback sent =
          Callback.from(
              () -> {
                if (!pong.compareAndSet(newest, null)) {
                  sendPong();
                }
              });
      withSocket(open -> open.sendFrame(new Frame(OpCode.PONG, newest.slice()), sent, false));
    }
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
          connections.ended(this);
        });
  }

  @Override
  public void write(ByteBuffer frame, boolean text, boolean more, Done done) {
    OutgoingFrames open = frames;
    if (open == null) {
      done.failed(new IllegalStateException("The socket is not open"));
      return;
    }
    Written callback = written;
    if (callback == null || callback.done() != done) {
      callback = new Written(done);
      written = callback;
    }
    open.sendFrame(new Frame(text ? OpCode.TEXT : OpCode.BINARY, frame), callback, more);
  }

  /** Every write of a session has the same taker of its outcome. */
  private record Written(Done done) implements Callback {

    @Override
    public void succeeded() {
      done.written();
    }

    @Override
    public void failed(Throwable cause) {
      done.failed(cause);
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }

  @Override
  public void close(CloseCode code) {
    if (closingSince != 0) {
      return;
    }
    closingSince = System.nanoTime();
    metrics.closed(code);
    Frame frame = new Farewell(code).toFrame();
    withSocket(open -> open.sendFrame(frame, Callback.NOOP, false));
  }

  /**
   * Waits for the other side's CLOSE, whatever the code (RFC 6455, 7.1.1). After a code that Jetty
   * takes for abnormal it drops what is queued and closes at once, which resets the connection of a
   * client that still sends: ERROR and code are then lost on their way.
   */
  private static final class Farewell extends CloseStatus {

    Farewell(CloseCode code) {
      super(code.code(), code.reason());
    }

    @Override
    public boolean isAbnormal() {
      return false;
    }
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
