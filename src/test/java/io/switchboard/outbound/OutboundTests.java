package io.switchboard.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.switchboard.testing.PushReceiver;
import io.switchboard.testing.PushReceiver.Answer;
import io.switchboard.testing.PushReceiver.Received;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The client against a real server over TLS. */
class OutboundTests {

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger lookUps = new AtomicInteger();
  private Function<Received, Answer> answers = _ -> Answer.of(201);
  private final PushReceiver receiver =
      new PushReceiver(
          request -> {
            received.add(request);
            return answers.apply(request);
          });
  private HostResolver resolver =
      (_, _) -> List.of(new InetSocketAddress("127.0.0.1", receiver.port()));
  private @Nullable AnnotationConfigApplicationContext context;

  @AfterEach
  void stop() {
    if (context != null) {
      context.close();
    }
    receiver.close();
  }

  @Test
  void callsOverHttp2UnderTheHostsName() {
    OutboundResponse response = outbound(Map.of()).send(post()).join();

    assertThat(response.status()).isEqualTo(201);
    assertThat(received.getFirst().protocol()).isEqualTo("HTTP/2.0");
    assertThat(received.getFirst().host()).isEqualTo("fcm.googleapis.com");
    assertThat(received.getFirst().body()).containsExactly(1, 2, 3);
    assertThat(received.getFirst().headers())
        .containsEntry("ttl", "7")
        .doesNotContainKeys("cookie", "user-agent", "accept-encoding");
  }

  @Test
  void sendsManyAtOnceOverFewConnections() {
    Outbound outbound = outbound(Map.of("per-host.connections", "4"));

    List<CompletableFuture<OutboundResponse>> calls = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      calls.add(outbound.send(post()));
    }

    assertThat(calls.stream().map(each -> each.join().status())).containsOnly(201).hasSize(2_000);
    assertThat(receiver.connections()).isBetween(1, 4);
  }

  @Test
  void takesAnyStatusForAnAnswerAndFollowsNoRedirect() {
    Outbound outbound = outbound(Map.of());
    for (int status : new int[] {200, 204, 301, 302, 307, 401, 403, 404, 407, 410, 413, 429, 500}) {
      answers =
          _ -> new Answer(status, Map.of("Location", "https://fcm.googleapis.com/2"), new byte[0]);
      assertThat(outbound.send(post()).join().status()).isEqualTo(status);
    }
    assertThat(received).hasSize(13);
  }

  @Test
  void readsNoMoreOfABodyThanItMay() {
    answers = _ -> new Answer(400, Map.of("Retry-After", "3"), new byte[1_000_000]);

    OutboundResponse response = outbound(Map.of("max-response-body", "2KB")).send(post()).join();

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.header("Retry-After")).isEqualTo("3");
    assertThat(response.body()).hasSize(2048);
  }

  @Test
  void givesUpAfterTheTimeout() {
    answers = _ -> Answer.of(-1);

    assertThat(reason(outbound(Map.of("response-timeout", "300ms")).send(post())))
        .isEqualTo(OutboundFailure.Reason.TIMED_OUT);
  }

  @Test
  void tellsALostConnection() {
    answers = _ -> Answer.of(0);

    assertThat(reason(outbound(Map.of()).send(post())))
        .isEqualTo(OutboundFailure.Reason.CONNECTION_LOST);
  }

  @Test
  void tellsAHostThatIsNone() {
    resolver =
        (host, _) -> {
          throw new UnknownHostException(host);
        };

    assertThat(reason(outbound(Map.of()).send(post())))
        .isEqualTo(OutboundFailure.Reason.UNKNOWN_HOST);
  }

  @Test
  void trustsNoCertificateThatNobodySigned() {
    Outbound outbound = start(Map.of("allowed-addresses", "127.0.0.1"));

    assertThat(reason(outbound.send(post()))).isEqualTo(OutboundFailure.Reason.NOT_TRUSTED);
    assertThat(received).isEmpty();
  }

  @Test
  void namesTheBundleThatIsNotThere() {
    assertThatThrownBy(() -> outbound(Map.of("ssl-bundle", "nowhere")))
        .rootCause()
        .isInstanceOfSatisfying(
            InvalidConfigurationPropertyValueException.class,
            failure -> {
              assertThat(failure.getName()).isEqualTo("switchboard.outbound.ssl-bundle");
              assertThat(failure.getValue()).isEqualTo("nowhere");
              assertThat(failure.getReason()).contains("receiver");
            });
  }

  @Test
  void trustsNoCertificateOfAnotherName() {
    assertThat(reason(outbound(Map.of()).send(post("https://push.example.org/1"))))
        .isEqualTo(OutboundFailure.Reason.NOT_TRUSTED);
    assertThat(received).isEmpty();
  }

  @Test
  void connectsToNoAddressThatIsNotAllowed() {
    Outbound outbound = outbound(Map.of("allowed-addresses", ""));

    assertThat(reason(outbound.send(post()))).isEqualTo(OutboundFailure.Reason.ADDRESS_REFUSED);
    assertThat(received).isEmpty();
    assertThat(receiver.connections()).isZero();
  }

  @Test
  void connectsToNoneOfAHostsAddressesIfOneIsNotAllowed() {
    resolver =
        (_, _) ->
            List.of(
                new InetSocketAddress("127.0.0.1", receiver.port()),
                new InetSocketAddress(InetAddress.ofLiteral("169.254.169.254"), 443));

    assertThat(reason(outbound(Map.of()).send(post())))
        .isEqualTo(OutboundFailure.Reason.ADDRESS_REFUSED);
    assertThat(received).isEmpty();
  }

  /** What is checked is what is connected to; a second look at the name would show another. */
  @Test
  void isNotFooledByANameThatResolvesDifferentlyTheSecondTime() {
    resolver =
        (_, _) ->
            lookUps.getAndIncrement() == 0
                ? List.of(new InetSocketAddress("127.0.0.1", receiver.port()))
                : List.of(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), receiver.port()));
    Outbound outbound = outbound(Map.of());
    assertThat(outbound.send(post()).join().status()).isEqualTo(201);
    assertThat(lookUps).hasValue(1);

    answers = _ -> Answer.of(0);
    assertThat(reason(outbound.send(post()))).isEqualTo(OutboundFailure.Reason.CONNECTION_LOST);
    answers = _ -> Answer.of(201);
    assertThat(reason(outbound.send(post()))).isEqualTo(OutboundFailure.Reason.ADDRESS_REFUSED);
    assertThat(received).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/", "https://2130706433.example/", "https://[::1]/",
        "https://[::ffff:127.0.0.1]/", "https://[fe80::1]/", "https://[64:ff9b::7f00:1]/",
        "https://169.254.169.254/latest/meta-data/", "https://10.0.0.1/", "http://0.0.0.0/"
      })
  void refusesAddressesInTheUrl(String url) {
    resolver =
        (host, port) ->
            List.of(
                new InetSocketAddress(
                    InetAddress.getByName(host.contains("example") ? "2130706433" : host), port));

    assertThat(reason(start(Map.of()).send(post(url))))
        .isEqualTo(OutboundFailure.Reason.ADDRESS_REFUSED);
  }

  @Test
  void leavesAHostAloneThatFailsAndTriesItAgain() {
    answers = _ -> Answer.of(503);
    Outbound outbound = outbound(Map.of("breaker.failures", "3", "breaker.pause", "200ms"));
    for (int i = 0; i < 3; i++) {
      assertThat(outbound.send(post()).join().status()).isEqualTo(503);
    }

    assertThat(reason(outbound.send(post()))).isEqualTo(OutboundFailure.Reason.BREAKER_OPEN);
    assertThat(received).hasSize(3);

    answers = _ -> Answer.of(201);
    await()
        .until(
            () ->
                outbound
                    .send(post())
                    .handle((response, _) -> response != null && response.status() == 201)
                    .join());
    assertThat(outbound.send(post()).join().status()).isEqualTo(201);
  }

  /** Who chose what is called could have it fail; and a page that fails is not the host. */
  @Test
  void leavesNoHostAloneForWhatStrangersChoseNorForAFailingPage() {
    Outbound outbound = outbound(Map.of("breaker.failures", "3", "breaker.pause", "1m"));
    var chosen = new Outbound.Conditions(false, Duration.ofMinutes(1), () -> true);
    answers = _ -> Answer.of(503);
    for (int i = 0; i < 5; i++) {
      assertThat(outbound.send(post(), chosen).join().status()).isEqualTo(503);
    }
    answers = _ -> Answer.of(500);
    for (int i = 0; i < 5; i++) {
      assertThat(outbound.send(post()).join().status()).isEqualTo(500);
    }
    assertThat(outbound.capacity(post().origin())).isGreaterThan(1);

    answers = _ -> Answer.of(503);
    for (int i = 0; i < 3; i++) {
      outbound.send(post()).join();
    }
    assertThat(outbound.capacity(post().origin())).isZero();
    assertThat(reason(outbound.send(post(), chosen)))
        .isEqualTo(OutboundFailure.Reason.BREAKER_OPEN);
  }

  /** A host that only strangers' calls went to was once left alone for ever. */
  @Test
  void triesAHostAgainByWhatStrangersChose() {
    answers = _ -> Answer.of(503);
    Outbound outbound = outbound(Map.of("breaker.failures", "3", "breaker.pause", "200ms"));
    for (int i = 0; i < 3; i++) {
      outbound.send(post()).join();
    }
    answers = _ -> Answer.of(201);
    var chosen = new Outbound.Conditions(false, Duration.ofMinutes(1), () -> true);

    await().until(() -> outbound.send(post(), chosen).handle((_, thrown) -> thrown == null).join());

    assertThat(outbound.send(post()).join().status()).isEqualTo(201);
  }

  /** A stranger who provokes a 429 would slow down everybody. */
  @Test
  void slowsDownForNoStrangers() {
    answers = _ -> Answer.of(429);
    Outbound outbound = outbound(Map.of("per-host.concurrency", "8"));
    var chosen = new Outbound.Conditions(false, Duration.ofMinutes(1), () -> true);
    for (int i = 0; i < 6; i++) {
      outbound.send(post(), chosen).join();
    }
    CountDownLatch together = new CountDownLatch(8);
    answers =
        _ -> {
          together.countDown();
          return Answer.of(awaitZero(together) ? 201 : 500);
        };

    assertThat(IntStream.range(0, 8).mapToObj(_ -> outbound.send(post())).toList())
        .allSatisfy(call -> assertThat(call.join().status()).isEqualTo(201));
  }

  private static boolean awaitZero(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void makesNoCallThatIsNotWantedAnyMore() {
    Outbound outbound = outbound(Map.of());
    var unwanted = new Outbound.Conditions(true, Duration.ofMinutes(1), () -> false);

    assertThat(reason(outbound.send(post(), unwanted))).isEqualTo(OutboundFailure.Reason.WITHDRAWN);
    assertThat(received).isEmpty();
  }

  @Test
  void repeatsWhatMayBeRepeated() {
    AtomicInteger count = new AtomicInteger();
    answers = _ -> Answer.of(count.incrementAndGet() < 3 ? 503 : 200);
    Outbound outbound = outbound(Map.of());
    Retries three = new Retries(3, new Backoff(Duration.ofMillis(1), Duration.ofMillis(5)));

    assertThat(outbound.send(request("GET", "https://fcm.googleapis.com/"), three).join().status())
        .isEqualTo(200);
    assertThat(received).hasSize(3);

    count.set(0);
    assertThat(outbound.send(post(), three).join().status()).isEqualTo(503);
    assertThat(received).hasSize(4);
  }

  private Outbound outbound(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(PushReceiver.trusting());
    settings.forEach((name, value) -> all.put("switchboard.outbound." + name, value));
    return context(all);
  }

  private Outbound start(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    settings.forEach((name, value) -> all.put("switchboard.outbound." + name, value));
    return context(all);
  }

  private Outbound context(Map<String, String> properties) {
    AnnotationConfigApplicationContext started = new AnnotationConfigApplicationContext();
    TestPropertyValues.of(properties).applyTo(started);
    started.registerBean(HostResolver.class, () -> resolver);
    started.register(Application.class);
    started.refresh();
    context = started;
    return started.getBean(Outbound.class);
  }

  private static OutboundRequest post() {
    return post("https://fcm.googleapis.com/1");
  }

  private static OutboundRequest post(String url) {
    return request("POST", url);
  }

  private static OutboundRequest request(String method, String url) {
    return new OutboundRequest(
        "test", method, URI.create(url), Map.of("TTL", "7"), new byte[] {1, 2, 3});
  }

  private static OutboundFailure.Reason reason(CompletableFuture<OutboundResponse> call) {
    try {
      return assertNoAnswer(call.join());
    } catch (CompletionException failure) {
      return Outbound.failure(failure).reason();
    }
  }

  private static OutboundFailure.Reason assertNoAnswer(OutboundResponse response) {
    throw new AssertionError("answered with " + response.status());
  }

  @EnableConfigurationProperties(OutboundSettings.class)
  @Import({
    SslAutoConfiguration.class,
    HttpClients.class,
    HttpTransport.class,
    Hosts.class,
    OutboundMetrics.class,
    Outbound.class,
    Beans.class
  })
  static class Application {}

  static class Beans {

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    SimpleMeterRegistry meters() {
      return new SimpleMeterRegistry();
    }
  }
}
