package io.switchboard.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.switchboard.shared.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import tools.jackson.databind.json.JsonMapper;

class FanOutBrokerTests {

  private final PublicationFactory publications =
      new PublicationFactory(Clock.systemUTC(), new JsonMapper());
  private final StubBus bus = new StubBus();
  private final FanOutBroker broker = broker(bus);

  @Test
  void encodesOnceForAllWithTheSameSubscriptionId() {
    Client first = new Client("alice");
    Client second = new Client("bob");
    subscribe(first, "sub-0", "/topic/a");
    subscribe(second, "sub-0", "/topic/a");
    broker.publish(publication("/topic/a", "message", "x"));

    assertThat(first.buffers.getFirst().array()).isSameAs(second.buffers.getFirst().array());
  }

  @Test
  void handsPublicationsToTheBusAndTakesThoseOfOtherNodes() {
    Client client = new Client("alice");
    subscribe(client, "1", "/topic/a");
    broker.publish(publication("/topic/a", "message", "mine"));
    bus.receiver.accept(publication("/topic/a", "message", "theirs"));

    assertThat(client.bodies()).containsExactly("mine", "theirs");
    assertThat(bus.sent).hasSize(1);
  }

  @Test
  void collectsBetweenRegistrationAndOpening() {
    Client client = new Client("alice");
    Subscription subscription =
        new Subscription(client.session, "1", "/topic/a", "/topic/a", null, false);
    broker.subscribe(subscription, () -> {});
    broker.publish(publication("/topic/a", "message", "early"));
    broker.publish(publication("/topic/a", "message", "dropped"));
    assertThat(client.bodies()).isEmpty();

    subscription.open(
        FrameEncoder.receipt("r", Map.of()),
        List.of(publication("/topic/a", "message", "first")),
        kept -> !new String(kept.body(), StandardCharsets.UTF_8).equals("dropped"));
    broker.publish(publication("/topic/a", "message", "late"));

    assertThat(client.frames.getFirst()).startsWith("RECEIPT\nreceipt-id:r\n");
    assertThat(client.bodies()).containsExactly("first", "early", "late");
  }

  @Test
  void encodesTheOwnDestinationOfSubscribersOfAUserStream() {
    Client client = new Client("alice");
    Subscription subscription =
        new Subscription(
            client.session, "1", "/user/queue/inbox", "/user/alice/queue/inbox", null, false);
    broker.subscribe(subscription, () -> {});
    subscription.open(null, List.of(), _ -> true);
    broker.publish(publication("/user/alice/queue/inbox", "message", "x"));

    assertThat(client.frames.getFirst()).contains("\ndestination:/user/queue/inbox\n");
  }

  @Test
  void escapesHeadersAndSendsBytesThatAreNoTextAsBinary() {
    Client client = new Client("alice");
    subscribe(client, "a:b\\c\nd", "/topic/a");
    Publication binary =
        new Publication(
            "/topic/a",
            "id",
            "message",
            null,
            Clock.systemUTC().instant(),
            "application/octet-stream",
            new byte[] {(byte) 0xff, 0},
            Map.of());
    broker.publish(binary);

    assertThat(client.frames.getFirst()).contains("\nsubscription:a\\cb\\\\c\\nd\n");
    assertThat(client.texts).containsExactly(false);
  }

  /** A lost update in the array of a topic would deliver twice, or not at all. */
  @Test
  void keepsEverySubscriberThroughConcurrentChanges() throws Exception {
    List<Client> stayers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Client stayer = new Client("s" + i);
      subscribe(stayer, "1", "/topic/a");
      stayers.add(stayer);
    }
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int t = 0; t < 3; t++) {
        threads.execute(
            () -> {
              for (int i = 0; i < 2000; i++) {
                Client passing = new Client("p");
                broker.unsubscribe(subscribe(passing, "1", "/topic/a"));
              }
            });
      }
      threads.execute(
          () -> {
            for (int i = 0; i < 500; i++) {
              broker.publish(publication("/topic/a", "message", Integer.toString(i)));
            }
          });
    }

    assertThat(broker.subscribers("/topic/a")).isEqualTo(50);
    await().until(() -> stayers.stream().allMatch(stayer -> stayer.bodies().size() >= 500));
    assertThat(stayers)
        .allSatisfy(
            stayer -> {
              assertThat(stayer.bodies()).hasSize(500).doesNotHaveDuplicates();
              assertThat(stayer.bodies().getLast()).isEqualTo("499");
            });
    stayers.forEach(stayer -> broker.disconnect(stayer.session));
    assertThat(broker.subscribers("/topic/a")).isZero();
  }

  /** A dispatcher that has fallen behind once told a newcomer what its state already held. */
  @Test
  void sparesNewcomersWhatWasPublishedBefore() {
    List<Runnable> dispatchers = new ArrayList<>();
    Topic topic = new Topic((_, _) -> {});
    Client[] clients = new Client[20];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = new Client("c" + i);
      member(topic, clients[i]).open(null, List.of(), _ -> true);
    }
    topic.publish(List.of(publication("/topic/a", "message", "1")), dispatchers::add);
    Client newcomer = new Client("new");
    Subscription joining = member(topic, newcomer);
    topic.publish(List.of(publication("/topic/a", "message", "2")), dispatchers::add);
    Client fresh = new Client("fresh");
    member(topic, fresh).openFresh(null, List.of(publication("/topic/a", "message", "state")));
    topic.publish(List.of(publication("/topic/a", "message", "3")), dispatchers::add);
    joining.open(null, List.of(), _ -> true);
    assertThat(dispatchers).hasSize(1);
    dispatchers.forEach(Runnable::run);

    assertThat(clients[0].bodies()).containsExactly("1", "2", "3");
    assertThat(newcomer.bodies()).containsExactly("2", "3");
    assertThat(fresh.bodies()).containsExactly("state", "3");
  }

  private static Subscription member(Topic topic, Client client) {
    Subscription subscription =
        new Subscription(client.session, "1", "/topic/a", "/topic/a", null, false);
    topic.add(subscription);
    return subscription;
  }

  /** What was read for a replay once went out after the client had left. */
  @Test
  void sendsNothingThroughASubscriptionThatHasEnded() throws InterruptedException {
    Client client = new Client("alice");
    Subscription subscription =
        new Subscription(client.session, "1", "/topic/a", "/topic/a", null, false);
    client.session.add(subscription);
    broker.subscribe(subscription, () -> {});
    broker.publish(publication("/topic/a", "message", "collected"));
    client.session.remove(subscription);
    broker.unsubscribe(subscription);

    assertThat(subscription.replay(List.of(publication("/topic/a", "message", "old")))).isFalse();
    subscription.open(FrameEncoder.receipt("r", Map.of()), List.of(), _ -> true);
    assertThat(client.frames).isEmpty();
  }

  /** Below 8,000 bytes a message, which is what Java clients accept by default. */
  @Test
  void joinsWhatIsWaitingIntoFewMessagesInOrder() {
    Client client = new Client("alice");
    Subscription subscription =
        new Subscription(client.session, "1", "/topic/a", "/topic/a", null, false);
    List<Publication> batch = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      batch.add(publication("/topic/a", "message", i == 50 ? "x".repeat(9000) : "b" + i));
    }
    List<EncodedFrame> messages = FrameEncoder.messages(batch, subscription);

    assertThat(messages).hasSizeLessThan(10);
    assertThat(messages)
        .filteredOn(message -> message.bytes().remaining() >= 8000)
        .singleElement()
        .satisfies(
            large ->
                assertThat(StandardCharsets.UTF_8.decode(large.bytes().slice()).toString())
                    .containsOnlyOnce("MESSAGE\n"));
    messages.forEach(client.session::offer);
    client.session.flush();
    assertThat(client.bodies()).hasSize(100);
    assertThat(client.bodies().get(49)).isEqualTo("b49");
    assertThat(client.bodies().get(51)).isEqualTo("b51");
    assertThat(client.bodies().getLast()).isEqualTo("b99");
  }

  @Test
  void endsASessionWhoseSubscriptionNeverOpens() {
    Client client = new Client("alice");
    broker.subscribe(
        new Subscription(client.session, "1", "/topic/a", "/topic/a", null, false), () -> {});
    String body = "x".repeat(1_000_000);
    for (int i = 0; i < 4; i++) {
      broker.publish(publication("/topic/a", "message", body));
      assertThat(client.closed).isNull();
    }
    broker.publish(publication("/topic/a", "message", body));

    assertThat(client.closed).isEqualTo(CloseCode.POSITION_LOST);
  }

  @Test
  void sendsOnlyWantedEvents() {
    Client client = new Client("alice");
    Subscription subscription =
        new Subscription(client.session, "1", "/topic/a", "/topic/a", Set.of("b"), false);
    broker.subscribe(subscription, () -> {});
    subscription.open(null, List.of(), _ -> true);
    broker.publish(publication("/topic/a", "a", "no"));
    broker.publish(publication("/topic/a", "b", "yes"));

    assertThat(client.bodies()).containsExactly("yes");
  }

  private Subscription subscribe(Client client, String id, String destination) {
    Subscription subscription =
        new Subscription(client.session, id, destination, destination, null, false);
    client.session.add(subscription);
    broker.subscribe(subscription, () -> {});
    subscription.open(null, List.of(), _ -> true);
    return subscription;
  }

  private Publication publication(String destination, String event, String body) {
    return new Publication(
        destination,
        publications.newId(),
        event,
        null,
        Clock.systemUTC().instant(),
        "text/plain",
        body.getBytes(StandardCharsets.UTF_8),
        Map.of());
  }

  private FanOutBroker broker(NodeBus nodeBus) {
    ExecutorSubscribableChannel channel = new ExecutorSubscribableChannel();
    return new FanOutBroker(
        channel,
        channel,
        channel,
        nodeBus,
        publications,
        new BrokerMetrics(new SimpleMeterRegistry()));
  }

  private static final class StubBus implements NodeBus {

    final List<Publication> sent = new ArrayList<>();
    Consumer<Publication> receiver = _ -> {};

    @Override
    public void broadcast(Publication publication) {
      sent.add(publication);
    }

    @Override
    public void receive(Consumer<Publication> newReceiver) {
      receiver = newReceiver;
    }
  }

  private static final class Client implements Transport {

    final List<ByteBuffer> buffers = new CopyOnWriteArrayList<>();
    final List<String> frames = new CopyOnWriteArrayList<>();
    final List<Boolean> texts = new CopyOnWriteArrayList<>();
    final ClientSession session;
    @Nullable CloseCode closed;

    Client(String user) {
      session =
          new ClientSession(
              user,
              new UserId(user),
              this,
              PublicationEncoder.STOMP,
              new SlowClients(1_000_000, new BrokerMetrics(new SimpleMeterRegistry())));
    }

    List<String> bodies() {
      return List.copyOf(frames).stream()
          .flatMap(message -> Stream.of(message.split("(?<=\0)")))
          .filter(frame -> frame.startsWith("MESSAGE"))
          .map(frame -> frame.substring(frame.indexOf("\n\n") + 2, frame.length() - 1))
          .toList();
    }

    @Override
    public void write(ByteBuffer frame, boolean text, boolean more, Done done) {
      buffers.add(frame.duplicate());
      texts.add(text);
      frames.add(StandardCharsets.UTF_8.decode(frame.duplicate()).toString());
      done.written();
    }

    @Override
    public void close(CloseCode code) {
      closed = code;
    }
  }
}
