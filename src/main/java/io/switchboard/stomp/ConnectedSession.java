package io.switchboard.stomp;

import io.switchboard.broker.ClientSession;
import io.switchboard.broker.CloseCode;
import io.switchboard.broker.FrameEncoder;
import io.switchboard.broker.Publication;
import io.switchboard.broker.Subscription;
import io.switchboard.security.Caller;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a session does between CONNECT and DISCONNECT. Each frame is checked here and by the rule of
 * its destination before anything happens; what is not allowed is refused, never ignored.
 *
 * @param client the session's way out and its subscriptions
 * @param caller who it is
 * @param services what every session shares
 */
record ConnectedSession(ClientSession client, Caller caller, StompServices services) {

  /** The stream on which a client reads what was refused. */
  private static final String ERRORS = "errors";

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
    String id = frame.required("id");
    String ack = frame.header("ack");
    if (ack != null && !ack.equals("auto")) {
      throw new Refused(ErrorCode.NOT_SUPPORTED, "Only ack:auto is supported.");
    }
    frame.refuseHeader("selector");
    requireRoom(id);
    SubscribeRequest request =
        new SubscribeRequest(
            client,
            authorized(),
            id,
            Destination.parse(frame.header("destination")),
            frame.headers());
    DestinationRule rule = services.rules().covering(request.destination());
    String routingKey = rule.authorizeSubscribe(request);
    services.hooks().check(request);
    Subscription subscription =
        new Subscription(
            client,
            id,
            request.destination().value(),
            routingKey,
            EventFilter.parse(frame.header("events")));
    client.add(subscription);
    services.hooks().subscribed(request);
    Opening opening = new ReceiptedOpening(subscription, frame.header("receipt"));
    services.broker().subscribe(subscription, () -> rule.open(request, opening));
  }

  private void requireRoom(String id) {
    if (client.subscription(id) != null) {
      throw new Refused(ErrorCode.INVALID_VALUE, "The subscription id is in use.");
    }
    int limit = services.settings().maxSubscriptions();
    if (client.subscriptions().size() >= limit) {
      throw new Refused(
          ErrorCode.LIMIT_EXCEEDED,
          "A session holds at most " + limit + " subscriptions; unsubscribe first.");
    }
  }

  private record ReceiptedOpening(Subscription subscription, @Nullable String receipt)
      implements Opening {

    @Override
    public void open(
        Map<String, String> headers, List<Publication> first, Predicate<Publication> keep) {
      subscription.open(frame(headers), first, keep);
    }

    @Override
    public void openFresh(List<Publication> first) {
      subscription.openFresh(frame(Map.of()), first);
    }

    private @Nullable ByteBuffer frame(Map<String, String> headers) {
      return receipt == null ? null : FrameEncoder.receipt(receipt, headers);
    }
  }

  private void send(ClientFrame frame) {
    frame.refuseHeader("transaction");
    Destination destination = Destination.parse(frame.header("destination"));
    services
        .rules()
        .covering(destination)
        .send(new SendRequest(client, authorized(), destination, frame.headers(), frame.body()));
    receipt(frame);
  }

  private void unsubscribe(ClientFrame frame) {
    Subscription subscription = client.remove(frame.required("id"));
    if (subscription == null) {
      throw new Refused(ErrorCode.NOT_FOUND, "There is no subscription of this id.");
    }
    end(subscription, SubscriptionHook.End.LEFT);
    receipt(frame);
  }

  private Caller authorized() {
    if (!caller.expiresAt().isAfter(services.clock().instant())) {
      throw new Refused(ErrorCode.TOKEN_EXPIRED, "The token has expired; connect with a new one.");
    }
    return caller;
  }

  /** The client says goodbye. */
  void disconnect(ClientFrame frame) {
    leave(SubscriptionHook.End.LEFT);
    receipt(frame);
    client.close(CloseCode.NORMAL);
  }

  /** Ends all subscriptions. */
  void leave(SubscriptionHook.End how) {
    for (Subscription subscription : client.subscriptions()) {
      client.remove(subscription.id());
      end(subscription, how);
    }
    services.broker().disconnect(client);
  }

  private void end(Subscription subscription, SubscriptionHook.End how) {
    services.broker().unsubscribe(subscription);
    services.hooks().unsubscribed(client, new Destination(subscription.destination()), how);
  }

  /** Tells of a refusal on the session's error stream; false if it has not subscribed to it. */
  boolean tell(Refusal refusal) {
    String errors = UserMessages.routingKey(client.user(), ERRORS);
    return client.send(services.publications().json(errors, "error", refusal, refusal.headers()))
        > 0;
  }

  private void receipt(ClientFrame frame) {
    String receipt = frame.header("receipt");
    if (receipt != null) {
      client.send(FrameEncoder.receipt(receipt, Map.of()));
    }
  }
}
