package io.switchboard.stomp;

import io.switchboard.broker.ClientSession;
import io.switchboard.broker.CloseCode;
import io.switchboard.broker.FrameEncoder;
import io.switchboard.broker.Publication;
import io.switchboard.broker.Subscription;
import io.switchboard.broker.Transport;
import io.switchboard.security.Caller;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Problem;
import io.switchboard.shared.Refused;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol of one session: nothing before CONNECT, then SUBSCRIBE, SEND and UNSUBSCRIBE until
 * DISCONNECT. The one guard of the wire stands here: what a frame may do is decided by its command,
 * its canonical destination and the destination's rule, and everything else is refused.
 *
 * <p>Frames come one at a time on the socket's thread. A refusal goes to {@code /user/queue/errors}
 * if the client subscribed to it, and the session lives; otherwise it is an ERROR and the end, as
 * STOMP says. A broken protocol always is the end.
 */
final class StompSession {

  private static final Logger log = LoggerFactory.getLogger(StompSession.class);
  private static final String ERRORS = "errors";

  private final String id;
  private final Transport transport;
  private final StompServices services;
  private final @Nullable String ticket;

  private @Nullable ClientSession client;
  private @Nullable Caller caller;
  private volatile Heartbeats heartbeats = Heartbeats.NONE;
  private boolean ended;

  StompSession(String id, Transport transport, StompServices services, @Nullable String ticket) {
    this.id = id;
    this.transport = transport;
    this.services = services;
    this.ticket = ticket;
  }

  String id() {
    return id;
  }

  Heartbeats heartbeats() {
    return heartbeats;
  }

  /** The session once it is connected. */
  synchronized @Nullable ClientSession client() {
    return client;
  }

  synchronized @Nullable Caller caller() {
    return caller;
  }

  /** Carries out one frame. */
  synchronized void on(ClientFrame frame) {
    if (ended) {
      return;
    }
    try {
      switch (frame.command()) {
        case "CONNECT", "STOMP" -> connect(frame);
        case "SUBSCRIBE" -> subscribe(connected(), frame);
        case "SEND" -> send(connected(), frame);
        case "UNSUBSCRIBE" -> unsubscribe(connected(), frame);
        case "DISCONNECT" -> disconnect(connected(), frame);
        case "ACK", "NACK", "BEGIN", "COMMIT", "ABORT" -> {
          connected();
          throw new Refused(
              ErrorCode.NOT_SUPPORTED,
              frame.command()
                  + " is not supported: acknowledgement is automatic and there are no"
                  + " transactions.");
        }
        default ->
            throw new Refused(ErrorCode.BAD_FRAME, "A client does not send this STOMP command.");
      }
    } catch (Refused refused) {
      refuse(frame, refused);
    } catch (RuntimeException failure) {
      refuse(frame, services.failures().translate(failure));
    }
  }

  /** The stream of bytes cannot be read any further. */
  synchronized void onUnreadable(Refused refused) {
    if (!ended) {
      fail(refused, null);
    }
  }

  private ClientSession connected() {
    ClientSession session = client;
    if (session == null) {
      throw new Refused(ErrorCode.BAD_FRAME, "The first frame must be CONNECT.");
    }
    return session;
  }

  private void connect(ClientFrame frame) {
    if (client != null) {
      throw new Refused(ErrorCode.BAD_FRAME, "The session is connected already.");
    }
    String version = StompVersion.negotiate(frame.header("accept-version"));
    Heartbeats agreed =
        Heartbeats.negotiate(frame.header("heart-beat"), services.settings().heartbeat());
    Caller who = services.authentication().authenticate(frame.header("Authorization"), ticket);
    ClientSession session = new ClientSession(id, who.user(), transport, services.maxQueuedBytes());
    client = session;
    caller = who;
    heartbeats = agreed;
    services.broker().connect(session);
    session.send(
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
                who.user().value())));
  }

  private void subscribe(ClientSession session, ClientFrame frame) {
    String subscriptionId = required(frame, "id");
    String ack = frame.header("ack");
    if (ack != null && !ack.equals("auto")) {
      throw new Refused(ErrorCode.NOT_SUPPORTED, "Only ack:auto is supported.");
    }
    refuseHeader(frame, "selector");
    if (session.subscription(subscriptionId) != null) {
      throw new Refused(ErrorCode.INVALID_VALUE, "The subscription id is in use.");
    }
    if (session.subscriptions().size() >= services.settings().maxSubscriptions()) {
      throw new Refused(
          ErrorCode.LIMIT_EXCEEDED,
          "A session holds at most "
              + services.settings().maxSubscriptions()
              + " subscriptions; unsubscribe first.");
    }
    SubscribeRequest request =
        new SubscribeRequest(
            session,
            authorized(),
            subscriptionId,
            Destination.parse(frame.header("destination")),
            frame.headers());
    DestinationRule rule = services.rules().covering(request.destination());
    String routingKey = rule.authorizeSubscribe(request);
    services.hooks().check(request);
    Subscription subscription =
        new Subscription(
            session,
            subscriptionId,
            request.destination().value(),
            routingKey,
            EventFilter.parse(frame.header("events")));
    session.add(subscription);
    services.hooks().subscribed(request);
    Opening opening = opening(subscription, frame.header("receipt"));
    services.broker().subscribe(subscription, () -> rule.open(request, opening));
  }

  private static Opening opening(Subscription subscription, @Nullable String receipt) {
    return (Map<String, String> headers, List<Publication> first, Predicate<Publication> keep) ->
        subscription.open(
            receipt == null ? null : FrameEncoder.receipt(receipt, headers), first, keep);
  }

  private void send(ClientSession session, ClientFrame frame) {
    refuseHeader(frame, "transaction");
    Destination destination = Destination.parse(frame.header("destination"));
    services
        .rules()
        .covering(destination)
        .send(new SendRequest(session, authorized(), destination, frame.headers(), frame.body()));
    receipt(session, frame);
  }

  private void unsubscribe(ClientSession session, ClientFrame frame) {
    Subscription subscription = session.remove(required(frame, "id"));
    if (subscription == null) {
      throw new Refused(ErrorCode.NOT_FOUND, "There is no subscription of this id.");
    }
    end(session, subscription, SubscriptionHook.End.LEFT);
    receipt(session, frame);
  }

  private void disconnect(ClientSession session, ClientFrame frame) {
    leave(session, SubscriptionHook.End.LEFT);
    receipt(session, frame);
    session.close(CloseCode.NORMAL);
  }

  /** The connection is gone, for whatever reason. */
  synchronized void onClosed() {
    if (!ended && client != null) {
      leave(client, SubscriptionHook.End.LOST);
    }
    ended = true;
    if (client != null) {
      client.finish();
    }
  }

  /** Closes after what was sent so far. */
  void close(CloseCode code) {
    ClientSession session = client();
    if (session == null) {
      transport.close(code);
    } else {
      session.close(code);
    }
  }

  private void leave(ClientSession session, SubscriptionHook.End how) {
    ended = true;
    for (Subscription subscription : session.subscriptions()) {
      session.remove(subscription.id());
      end(session, subscription, how);
    }
    services.broker().disconnect(session);
  }

  private void end(ClientSession session, Subscription subscription, SubscriptionHook.End how) {
    services.broker().unsubscribe(subscription);
    services.hooks().unsubscribed(session, new Destination(subscription.destination()), how);
  }

  private Caller authorized() {
    Caller who = caller;
    if (who == null || !who.expiresAt().isAfter(services.clock().instant())) {
      throw new Refused(ErrorCode.TOKEN_EXPIRED, "The token has expired; connect with a new one.");
    }
    return who;
  }

  private void refuse(ClientFrame frame, Refused refused) {
    log.debug("Session {}: refused {}: {}", id, frame.command(), refused.code());
    services.metrics().refused(refused.code());
    ClientSession session = client;
    if (session != null && survives(refused.code()) && tell(session, frame, refused)) {
      return;
    }
    fail(refused, frame.header("receipt"));
  }

  private static boolean survives(ErrorCode code) {
    return switch (code) {
      case BAD_FRAME, UNAUTHENTICATED, TOKEN_EXPIRED, TICKET_INVALID -> false;
      default -> true;
    };
  }

  private boolean tell(ClientSession session, ClientFrame frame, Refused refused) {
    Refusal refusal = Refusal.of(refused, frame.header("destination"), frame.header("receipt"));
    return session.send(
            services
                .publications()
                .json(
                    UserMessages.routingKey(session.user(), ERRORS),
                    "error",
                    refusal,
                    refusal.headers()))
        > 0;
  }

  private void fail(Refused refused, @Nullable String receipt) {
    ErrorCode code = refused.code();
    ByteBuffer error =
        FrameEncoder.error(
            Refusal.of(refused, null, receipt).errorHeaders(),
            services.json().writeValueAsBytes(Problem.of(code, refused.detail())));
    ClientSession session = client;
    if (session == null) {
      // Nobody to account the frame to yet; it is the only one this socket ever gets.
      ended = true;
      transport.write(error, true, false, Ignored.INSTANCE);
      transport.close(closeCode(code));
    } else {
      session.send(error);
      leave(session, SubscriptionHook.End.LOST);
      session.close(closeCode(code));
    }
  }

  private static CloseCode closeCode(ErrorCode code) {
    return switch (code) {
      case TOO_LARGE -> CloseCode.TOO_BIG;
      case UNAUTHENTICATED, TOKEN_EXPIRED, TICKET_INVALID -> CloseCode.EXPIRED;
      case UNAVAILABLE, INTERNAL_ERROR -> CloseCode.SERVER_ERROR;
      default -> CloseCode.STOMP_ERROR;
    };
  }

  private static void receipt(ClientSession session, ClientFrame frame) {
    String receipt = frame.header("receipt");
    if (receipt != null) {
      session.send(FrameEncoder.receipt(receipt, Map.of()));
    }
  }

  private static String required(ClientFrame frame, String header) {
    String value = frame.header(header);
    if (value == null || value.isEmpty() || value.length() > 128) {
      throw new Refused(
          ErrorCode.INVALID_VALUE,
          "The frame needs a header '" + header + "' of 1 to 128 characters.");
    }
    return value;
  }

  private static void refuseHeader(ClientFrame frame, String header) {
    if (frame.header(header) != null) {
      throw new Refused(ErrorCode.NOT_SUPPORTED, "The header '" + header + "' is not supported.");
    }
  }

  /** What happens to a write nobody waits for. */
  private enum Ignored implements Transport.Done {
    INSTANCE;

    @Override
    public void written() {
      // The close follows.
    }

    @Override
    public void failed(Throwable cause) {
      // The close follows.
    }
  }
}
