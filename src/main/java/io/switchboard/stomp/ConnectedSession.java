package io.switchboard.stomp;

import io.switchboard.broker.ClientSession;
import io.switchboard.broker.CloseCode;
import io.switchboard.broker.FrameEncoder;
import io.switchboard.broker.Subscription;
import io.switchboard.security.Caller;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.simp.SimpAttributes;

/**
 * What a session does between CONNECT and DISCONNECT. Each frame is checked here and by the rule of
 * its destination before anything happens; what is not allowed is refused, never ignored.
 */
final class ConnectedSession {

  private final ClientSession client;
  private final StompServices services;
  private final BiConsumer<ClientFrame, Throwable> refused;
  private final PendingSends pending = new PendingSends();
  private final Instant connectedAt;
  private volatile Caller caller;

  /**
   * @param client the session's way out and its subscriptions
   * @param caller who it is, until a new token says otherwise
   * @param services what every session shares
   * @param refused told of a SEND that was refused after its turn
   */
  ConnectedSession(
      ClientSession client,
      Caller caller,
      StompServices services,
      BiConsumer<ClientFrame, Throwable> refused) {
    this.client = client;
    this.caller = caller;
    this.services = services;
    this.refused = refused;
    this.connectedAt = services.clock().instant();
  }

  ClientSession client() {
    return client;
  }

  Caller caller() {
    return caller;
  }

  /** SENDs that are not accepted yet. */
  PendingSends pending() {
    return pending;
  }

  Instant connectedAt() {
    return connectedAt;
  }

  /** Whether the session's token is still good. */
  boolean isValid() {
    return caller.expiresAt().isAfter(services.clock().instant());
  }

  /**
   * Carries out a frame other than CONNECT and DISCONNECT.
   *
   * @throws Refused if it may not be, or the protocol does not know it
   */
  void on(ClientFrame frame) {
    switch (frame.command()) {
      case "SUBSCRIBE" -> subscribe(frame);
      case "SEND" -> send(frame);
      case "UNSUBSCRIBE" -> unsubscribe(frame);
      case "ACK", "NACK", "BEGIN", "COMMIT", "ABORT" ->
          throw new Refused(
              ErrorCode.NOT_SUPPORTED,
              frame.command()
                  + " is not supported: acknowledgement is automatic and there are no"
                  + " transactions.");
      default ->
          throw new Refused(ErrorCode.BAD_FRAME, "A client does not send this STOMP command.");
    }
  }

  private void subscribe(ClientFrame frame) {
    services.subscribeLimit().count(client.id());
    String id = frame.required("id");
    String ack = frame.header("ack");
    if (ack != null && !ack.equals("auto")) {
      throw new Refused(ErrorCode.NOT_SUPPORTED, "Only ack:auto is supported.");
    }
    frame.refuseHeader("selector");
    SubscribeRequest request =
        new SubscribeRequest(
            client,
            authorized(),
            id,
            Destination.parse(frame.header("destination")),
            frame.headers());
    services
        .subscriptions()
        .subscribe(
            request,
            subscription ->
                new ReceiptOpening(
                    subscription,
                    frame.header("receipt"),
                    failure -> notOpened(frame, subscription, failure)));
  }

  private void notOpened(ClientFrame frame, Subscription subscription, RuntimeException failure) {
    services.subscriptions().abandon(subscription);
    refused.accept(frame, failure);
  }

  private void send(ClientFrame frame) {
    frame.refuseHeader("transaction");
    Destination destination = Destination.parse(frame.header("destination"));
    if (destination.equals(TokenRefresh.DESTINATION)) {
      refresh(TokenRefresh.of(client, caller, frame.header("Authorization"), services));
      receipt(frame);
      return;
    }
    CompletionStage<?> accepted =
        services
            .rules()
            .covering(destination)
            .send(
                new SendRequest(client, authorized(), destination, frame.headers(), frame.body()));
    if (accepted == DestinationRule.ACCEPTED) {
      receipt(frame);
    } else {
      pending.add();
      accepted.whenComplete((_, failure) -> sent(frame, failure));
    }
  }

  private void sent(ClientFrame frame, @Nullable Throwable failure) {
    if (failure == null) {
      receipt(frame);
    } else {
      refused.accept(frame, failure);
    }
    pending.remove();
  }

  /** What the new token does not allow ends, and the client is told of each. */
  private void refresh(TokenRefresh refresh) {
    caller = refresh.caller();
    for (TokenRefresh.Forbidden forbidden : refresh.forbidden()) {
      Subscription subscription = forbidden.subscription();
      services.subscriptions().abandon(subscription);
      Refusal refusal = Refusal.of(forbidden.refused(), subscription.destination(), null);
      if (!refusal.tell(client, services.publications())) {
        throw forbidden.refused();
      }
      services.metrics().refused(forbidden.refused().code());
    }
    SessionNotice.TOKEN.send(client, new TokenRefresh.Done(caller.expiresAt()), services);
  }

  private void unsubscribe(ClientFrame frame) {
    services.subscribeLimit().count(client.id());
    services.subscriptions().unsubscribe(client, frame.required("id"));
    receipt(frame);
  }

  private Caller authorized() {
    Caller current = caller;
    if (!isValid()) {
      throw new Refused(ErrorCode.TOKEN_EXPIRED, "The token has expired; connect with a new one.");
    }
    return current;
  }

  /** The client says goodbye. */
  void disconnect(ClientFrame frame) {
    leave(SubscriptionHook.End.LEFT);
    receipt(frame);
    client.close(CloseCode.NORMAL);
  }

  /** Ends all subscriptions. */
  void leave(SubscriptionHook.End how) {
    services.subscriptions().leave(client, how);
  }

  /** The socket is gone; what the application kept for the session is let go. */
  void finish() {
    client.finish();
    Map<String, Object> kept = client.keptAttributes();
    if (kept != null) {
      new SimpAttributes(client.id(), kept).sessionCompleted();
    }
  }

  private void receipt(ClientFrame frame) {
    String receipt = frame.header("receipt");
    if (receipt != null) {
      client.send(FrameEncoder.receipt(receipt, Map.of()));
    }
  }
}
