package io.switchboard.stomp;

import io.switchboard.broker.ClientSession;
import io.switchboard.broker.CloseCode;
import io.switchboard.broker.FrameEncoder;
import io.switchboard.broker.PublicationEncoder;
import io.switchboard.broker.Transport;
import io.switchboard.security.Caller;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.UserId;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one session: nothing before CONNECT, nothing after DISCONNECT or an ERROR.
 *
 * <p>Frames come one at a time on the socket's thread. A refusal goes to {@code /user/queue/errors}
 * if the client subscribed to it, and the session lives; otherwise it is an ERROR and the end, as
 * STOMP says. A broken protocol always is the end.
 */
final class StompSession {

  private static final Logger log = LoggerFactory.getLogger(StompSession.class);

  private final String id;
  private final Transport transport;
  private final StompServices services;
  private final @Nullable String ticket;
  private final Consumer<UserId> onConnected;

  private volatile @Nullable ConnectedSession connected;
  private volatile Heartbeats heartbeats = Heartbeats.NONE;
  private boolean disconnecting;
  private boolean ended;

  /**
   * @param ticket from the socket's URL, for clients that send no token
   * @param onConnected called once when CONNECT is accepted, before the client knows
   */
  StompSession(
      String id,
      Transport transport,
      StompServices services,
      @Nullable String ticket,
      Consumer<UserId> onConnected) {
    this.id = id;
    this.transport = transport;
    this.services = services;
    this.ticket = ticket;
    this.onConnected = onConnected;
  }

  String id() {
    return id;
  }

  Heartbeats heartbeats() {
    return heartbeats;
  }

  /** The session once CONNECT was accepted; never waits for a frame that is being carried out. */
  @Nullable ConnectedSession connected() {
    return connected;
  }

  /** Carries out one frame. */
  synchronized void on(ClientFrame frame) {
    if (ended || disconnecting) {
      return;
    }
    try {
      switch (frame.command()) {
        case "CONNECT", "STOMP" -> connect(frame);
        case "DISCONNECT" -> disconnect(frame, requireConnected());
        default -> requireConnected().on(frame);
      }
    } catch (RuntimeException failure) {
      refuse(frame, services.failures().translate(failure));
    }
  }

  /** The stream of bytes cannot be read any further. */
  synchronized void onUnreadable(Refused refused) {
    if (!ended) {
      services.metrics().refused(refused.code());
      fail(refused, null);
    }
  }

  private void connect(ClientFrame frame) {
    if (connected != null) {
      throw new Refused(ErrorCode.BAD_FRAME, "The session is connected already.");
    }
    String version = StompVersion.negotiate(frame.header("accept-version"));
    Heartbeats agreed =
        Heartbeats.negotiate(frame.header("heart-beat"), services.settings().heartbeat());
    Caller caller = services.authentication().authenticate(frame.header("Authorization"), ticket);
    ClientSession client =
        new ClientSession(
            id, caller.user(), transport, PublicationEncoder.STOMP, services.slowClients());
    connected = new ConnectedSession(client, caller, services, this::onRefusedLater);
    heartbeats = agreed;
    services.broker().connect(client);
    onConnected.accept(caller.user());
    client.send(
        FrameEncoder.connected(
            version,
            Map.of(
                "heart-beat",
                agreed.header(),
                "session",
                id,
                "server",
                "switchboard",
                "user-name",
                caller.user().value(),
                "expires-at",
                caller.expiresAt().toString())));
  }

  /** What was sent before is accepted or refused first; the RECEIPT vouches for it. */
  private void disconnect(ClientFrame frame, ConnectedSession session) {
    disconnecting = true;
    session.pending().whenNone(() -> endNormally(frame, session));
  }

  private synchronized void endNormally(ClientFrame frame, ConnectedSession session) {
    if (!ended) {
      ended = true;
      session.disconnect(frame);
    }
  }

  private synchronized void onRefusedLater(ClientFrame frame, Throwable failure) {
    if (!ended) {
      refuse(frame, services.failures().translate(failure));
    }
  }

  /** Runs it when the client may send more. */
  void whenReady(Runnable action) {
    ConnectedSession session = connected;
    if (session == null) {
      action.run();
    } else {
      session.pending().whenRoom(action);
    }
  }

  private ConnectedSession requireConnected() {
    if (connected == null) {
      throw new Refused(ErrorCode.BAD_FRAME, "The first frame must be CONNECT.");
    }
    return connected;
  }

  private void refuse(ClientFrame frame, Refused refused) {
    log.debug("Session {}: refused {}: {}", id, frame.command(), refused.code());
    services.metrics().refused(refused.code());
    Refusal refusal = Refusal.of(refused, frame.header("destination"), frame.header("receipt"));
    if (connected == null
        || !survives(connected, refused)
        || !refusal.tell(connected.client(), services.publications())) {
      fail(refused, frame.header("receipt"));
    }
  }

  /** A token that was offered and is not good leaves a session alone whose own token is. */
  private static boolean survives(ConnectedSession session, Refused refused) {
    return switch (refused.code()) {
      case BAD_FRAME, OTHER_USER -> false;
      case UNAUTHENTICATED, TOKEN_EXPIRED, TICKET_INVALID -> session.isValid();
      default -> true;
    };
  }

  private void fail(Refused refused, @Nullable String receipt) {
    ended = true;
    Refusal refusal = Refusal.of(refused, null, receipt);
    ByteBuffer error = refusal.errorFrame(services.json());
    if (connected == null) {
      // The only frame this socket ever gets; nobody waits for its completion.
      transport.write(error, true, false, Transport.Done.IGNORED);
      transport.close(refusal.closeCode());
    } else {
      connected.client().send(error);
      connected.leave(SubscriptionHook.End.LOST);
      connected.client().close(refusal.closeCode());
    }
  }

  /** The connection is gone, for whatever reason. */
  synchronized void onClosed() {
    if (connected != null) {
      if (!ended) {
        connected.leave(SubscriptionHook.End.LOST);
      }
      connected.finish();
    }
    ended = true;
  }

  /** Closes after what was sent so far. */
  void close(CloseCode code) {
    ConnectedSession session = connected();
    if (session == null) {
      transport.close(code);
    } else {
      session.client().close(code);
    }
  }
}
