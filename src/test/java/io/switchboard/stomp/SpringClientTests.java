package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession.Receiptable;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;

/** Spring's own STOMP client works unchanged. */
@OnH2
class SpringClientTests {

  @Autowired Api api;

  @Test
  void connectsSubscribesWithReceiptPublishesAndGetsPresence() throws Exception {
    String user = Api.newUser("alice");
    String channel = "/topic/chat:" + UUID.randomUUID();
    ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    scheduler.initialize();
    WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());
    client.setTaskScheduler(scheduler);
    StompHeaders connect = new StompHeaders();
    connect.add("Authorization", "Bearer " + api.token(user));
    var session =
        client
            .connectAsync(
                "ws://127.0.0.1:" + api.port() + "/ws",
                new WebSocketHttpHeaders(),
                connect,
                new StompSessionHandlerAdapter() {})
            .get(10, TimeUnit.SECONDS);
    session.setAutoReceipt(true);

    Payloads messages = new Payloads();
    Payloads presence = new Payloads();
    await(session.subscribe(channel, messages));
    await(session.subscribe(channel + "/presence", presence));
    await(session.send(channel, "hello".getBytes(StandardCharsets.UTF_8)));

    assertThat(messages.received.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
    assertThat(presence.received.poll(10, TimeUnit.SECONDS)).contains(user).contains("online");
    session.disconnect();
    client.stop();
    scheduler.shutdown();
  }

  private static void await(Receiptable receiptable) {
    CompletableFuture<Void> receipt = new CompletableFuture<>();
    receiptable.addReceiptTask(() -> receipt.complete(null));
    receiptable.addReceiptLostTask(
        () -> receipt.completeExceptionally(new AssertionError("The receipt did not come")));
    receipt.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static final class Payloads implements StompFrameHandler {

    final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();

    @Override
    public Type getPayloadType(StompHeaders headers) {
      return byte[].class;
    }

    @Override
    public void handleFrame(StompHeaders headers, @Nullable Object payload) {
      received.add(new String((byte[]) Objects.requireNonNull(payload), StandardCharsets.UTF_8));
    }
  }
}
