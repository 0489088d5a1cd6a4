package io.switchboard.push;

import io.switchboard.outbound.HostResolver;
import io.switchboard.testing.PushReceiver;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;

/** The push services of the tests: one receiver for all names, whose answers each test chooses. */
final class PushServices {

  static final Map<String, Function<PushReceiver.Received, PushReceiver.Answer>> ANSWERS =
      new ConcurrentHashMap<>();

  static final PushReceiver RECEIVER = new PushReceiver(PushServices::answer);

  private PushServices() {}

  /** By the first segment of the path. */
  private static PushReceiver.Answer answer(PushReceiver.Received received) {
    String test = received.path().split("/", 3)[1];
    return ANSWERS.getOrDefault(test, _ -> PushReceiver.Answer.of(404)).apply(received);
  }

  /** Every host is the receiver. Not annotated, so that only who imports it gets it. */
  static class Addresses {

    @Bean
    HostResolver receiver() {
      return (_, _) -> List.of(new InetSocketAddress("127.0.0.1", RECEIVER.port()));
    }
  }

  /** Every host is a receiver at that port, in another process. Not annotated either. */
  static class AtPort {

    static final String PORT = "test.receiver.port";

    @Bean
    HostResolver receiver(@Value("${" + PORT + "}") int port) {
      return (_, _) -> List.of(new InetSocketAddress("127.0.0.1", port));
    }
  }
}
