package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.security.Encryption;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import io.switchboard.testing.PushClient;
import io.switchboard.testing.PushReceiver;
import io.switchboard.testing.PushReceiver.Answer;
import io.switchboard.testing.PushReceiver.Received;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Thousands of messages to as many browsers, of which one in a hundred meets each of the answers
 * that a push service can give: what may pass, once. A connection that is cut takes others with it.
 * Every message must arrive, but for those whose answer ends them; and only subscriptions that are
 * gone may be deleted. {@code -Pfaults} sends 10,000.
 */
@Import(PushServices.Addresses.class)
abstract class PushFaultsContract {

  private static final int SENDS = Integer.getInteger("faults.pushes", 2_000);
  private static final int OF_EACH = SENDS / 100;
  private static final int HOSTS = 20;

  @OnH2
  static class OnH2Tests extends PushFaultsContract {}

  @OnPostgres
  static class OnPostgresTests extends PushFaultsContract {}

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    PushReceiver.trusting().forEach((name, value) -> registry.add(name, () -> value));
    Map.of(
            "enabled", "true",
            "poll", "50ms",
            "retry-base", "50ms",
            "retry-cap", "500ms",
            "origin-pause", "1s")
        .forEach((name, value) -> registry.add("switchboard.push.sending." + name, () -> value));
    registry.add("switchboard.outbound.response-timeout", () -> "3s");
    registry.add("switchboard.outbound.breaker.failures", () -> "1000");
  }

  @Autowired JdbcTemplate jdbc;
  @Autowired Encryption encryption;
  @Autowired Vapid vapid;
  @Autowired PushMessages messages;

  /** What becomes of a subscription and its message. */
  private enum Fate {
    ARRIVES,
    ARRIVES_NOT,
    IS_DELETED,
    MUST_RESUBSCRIBE
  }

  private record Fault(Answer answer, Fate fate) {

    static Fault of(int status, Fate fate) {
      return new Fault(Answer.of(status), fate);
    }

    static Fault of(int status, String body, Fate fate) {
      return new Fault(new Answer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8)), fate);
    }
  }

  private static final List<Fault> FAULTS =
      List.of(
          Fault.of(200, Fate.ARRIVES),
          Fault.of(202, Fate.ARRIVES),
          Fault.of(404, Fate.IS_DELETED),
          Fault.of(410, "{\"reason\":\"Unregistered\"}", Fate.IS_DELETED),
          Fault.of(400, "{\"reason\":\"VapidPkHashMismatch\"}", Fate.MUST_RESUBSCRIBE),
          Fault.of(403, "{\"reason\":\"VapidPkHashMismatch\"}", Fate.MUST_RESUBSCRIBE),
          Fault.of(400, "{\"reason\":\"BadWebPushRequest\"}", Fate.ARRIVES_NOT),
          Fault.of(415, Fate.ARRIVES_NOT),
          Fault.of(301, Fate.ARRIVES_NOT),
          Fault.of(401, Fate.ARRIVES),
          Fault.of(403, "{\"reason\":\"BadJwtToken\"}", Fate.ARRIVES),
          Fault.of(413, Fate.ARRIVES),
          new Fault(new Answer(429, Map.of("Retry-After", "1"), new byte[0]), Fate.ARRIVES),
          new Fault(new Answer(406, Map.of("Retry-After", "1"), new byte[0]), Fate.ARRIVES),
          Fault.of(408, Fate.ARRIVES),
          Fault.of(425, Fate.ARRIVES),
          Fault.of(500, Fate.ARRIVES),
          Fault.of(502, Fate.ARRIVES),
          new Fault(new Answer(503, Map.of("Retry-After", "1"), new byte[0]), Fate.ARRIVES),
          Fault.of(504, Fate.ARRIVES),
          Fault.of(0, Fate.ARRIVES),
          Fault.of(-1, Fate.ARRIVES));

  private final List<PushClient> browsers = new ArrayList<>();
  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
  private final Map<String, byte[]> accepted = new ConcurrentHashMap<>();

  @Test
  void losesNothingAndDeletesOnlyWhatIsGone() {
    IntStream.range(0, SENDS)
        .forEach(
            i ->
                browsers.add(
                    new PushClient(
                        "https://h%d.push.services.mozilla.com/faults/%d"
                            .formatted(i % HOSTS, i))));
    List<PushSubscriptionId> ids = StoredPushes.store(browsers, vapid.keyId(), encryption, jdbc);
    PushServices.ANSWERS.put("faults", this::answer);

    messages.enqueue(ids, message());
    await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> underWay() == 0);

    Map<String, Set<String>> states = states(ids);
    assertThat(jdbc.queryForObject("select count(*) from push_message", Integer.class))
        .isEqualTo(2 * OF_EACH);
    assertThat(states.get("none")).isEqualTo(expected(ids, Fate.IS_DELETED));
    assertThat(states.get("RESUBSCRIBE")).isEqualTo(expected(ids, Fate.MUST_RESUBSCRIBE));
    assertThat(states.get("ACTIVE")).hasSize(SENDS - 4 * OF_EACH);
    for (int i = 0; i < SENDS; i++) {
      byte[] body = accepted.get(path(i));
      if (fate(i) == Fate.ARRIVES) {
        assertThat(body).as("message %d", i).isNotNull();
        assertThat(browsers.get(i).decrypt(body)).contains("\"News\"");
      } else {
        assertThat(body).as("message %d", i).isNull();
      }
    }
    assertThat(accepted).hasSize(SENDS - 7 * OF_EACH);
  }

  /** How many messages wait for something else than their browsers to subscribe again. */
  private int underWay() {
    return Objects.requireNonNull(
        jdbc.queryForObject(
            "select count(*) from push_message where subscription_id not in"
                + " (select id from push_subscription where state = 'RESUBSCRIBE')",
            Integer.class));
  }

  private Answer answer(Received push) {
    int number = Integer.parseInt(push.path().substring("/faults/".length()));
    boolean first = attempts.merge(push.path(), 1, Integer::sum) == 1;
    boolean faulty = number < FAULTS.size() * OF_EACH && (first || fate(number) != Fate.ARRIVES);
    Answer answer = faulty ? fault(number).answer() : Answer.of(201);
    if (answer.status() >= 200 && answer.status() < 300) {
      accepted.put(push.path(), push.body());
    }
    return answer;
  }

  private static Fault fault(int number) {
    return FAULTS.get(number % FAULTS.size());
  }

  private static Fate fate(int number) {
    return number < FAULTS.size() * OF_EACH ? fault(number).fate() : Fate.ARRIVES;
  }

  private static String path(int number) {
    return "/faults/" + number;
  }

  private static Set<String> expected(List<PushSubscriptionId> ids, Fate fate) {
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < ids.size(); i++) {
      if (fate(i) == fate) {
        expected.add(ids.get(i).toString());
      }
    }
    return expected;
  }

  /** Of these subscriptions, which are in which state. */
  private Map<String, Set<String>> states(List<PushSubscriptionId> ids) {
    Map<String, String> stored = new HashMap<>();
    jdbc.query(
        "select id, state from push_subscription",
        row -> {
          stored.put(row.getString(1), row.getString(2));
        });
    Map<String, Set<String>> states = new HashMap<>();
    for (PushSubscriptionId id : ids) {
      states
          .computeIfAbsent(stored.getOrDefault(id.toString(), "none"), _ -> new HashSet<>())
          .add(id.toString());
    }
    return states;
  }

  private static PushMessage message() {
    return new PushMessage(
        "1",
        new PushContent("News", "x".repeat(300), "/", null, Map.of()),
        Duration.ofHours(1),
        Urgency.NORMAL,
        null);
  }
}
