package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.security.Encryption;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import io.switchboard.testing.PushClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** The queue between those who take from it, with nobody who sends. */
abstract class PushOutboxContract {

  private static final Duration LEASE = Duration.ofMinutes(2);

  @OnH2
  static class OnH2Tests extends PushOutboxContract {}

  @OnPostgres
  static class OnPostgresTests extends PushOutboxContract {}

  @Autowired PushOutbox outbox;
  @Autowired PushMessages messages;
  @Autowired PushQueue queue;
  @Autowired PushSettings settings;
  @Autowired Vapid vapid;
  @Autowired Encryption encryption;
  @Autowired JdbcTemplate jdbc;

  private Instant now = Instant.EPOCH;

  @BeforeEach
  void empty() {
    jdbc.update("delete from push_message");
  }

  @Test
  void givesEachMessageToOneOfManyTakers() throws Exception {
    enqueue(stored(1_000));
    Callable<List<DuePush>> taker =
        () -> {
          List<DuePush> all = new ArrayList<>();
          List<DuePush> some = take(100);
          while (!some.isEmpty()) {
            all.addAll(some);
            some = take(100);
          }
          return all;
        };

    List<DuePush> taken = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(3)) {
      for (Future<List<DuePush>> each : threads.invokeAll(List.of(taker, taker, taker))) {
        taken.addAll(each.get());
      }
    }
    Set<PushMessageId> ids = new HashSet<>();
    taken.forEach(push -> ids.add(push.id()));
    assertThat(taken).hasSize(1_000);
    assertThat(ids).hasSize(1_000);
  }

  @Test
  void givesOutAgainWhatItsTakerDidNotFinish() {
    enqueue(stored(3));
    assertThat(take(10)).hasSize(3);
    assertThat(take(10)).isEmpty();

    now = now.plus(LEASE).plusMillis(1);

    assertThat(take(10)).hasSize(3);
  }

  @Test
  void forgetsWhatWasDelivered() {
    enqueue(stored(2));
    List<DuePush> taken = take(10);

    settle(taken.stream().<PushEnd>map(PushEnd.Delivered::new).toList());

    assertThat(outbox.depth(now)).isEqualTo(new PushOutbox.Depth(0, null));
  }

  @Test
  void countsFailuresInARowUntilOneIsDelivered() {
    List<PushSubscriptionId> ids = stored(1);
    enqueue(ids);
    for (int i = 1; i <= 10; i++) {
      DuePush push = take(10).getFirst();
      assertThat(push.attempts()).isEqualTo(i - 1);
      assertThat(target(push).quarantinedUntil()).isNull();
      settle(List.of(new PushEnd.Postponed(push, now, true)));
    }
    DuePush push = take(10).getFirst();
    assertThat(target(push).failures()).isEqualTo(10);
    assertThat(target(push).quarantinedUntil()).isAfter(now);

    settle(List.of(new PushEnd.Delivered(push)));
    enqueue(ids);
    assertThat(target(take(10).getFirst()).failures()).isZero();
    assertThat(target(again(ids)).quarantinedUntil()).isNull();
  }

  /** Ten messages that met one hiccup of the push service once rested for an hour. */
  @Test
  void countsWhatFailsTogetherOnce() {
    List<PushSubscriptionId> ids = stored(1);
    IntStream.range(0, 10).forEach(_ -> enqueue(ids));
    List<DuePush> together = take(10);
    assertThat(together).hasSize(10);

    settle(together.stream().<PushEnd>map(push -> new PushEnd.Postponed(push, now, true)).toList());

    assertThat(target(take(10).getFirst()).failures()).isOne();
  }

  @Test
  void leavesAloneWhatAnotherTookAfterTheLease() {
    enqueue(stored(1));
    DuePush late = take(10).getFirst();
    now = now.plus(LEASE).plusMillis(1);
    assertThat(take(10)).hasSize(1);

    settle(List.of(new PushEnd.Postponed(late, now.minusMillis(1), true)));

    assertThat(take(10)).isEmpty();
  }

  @Test
  void knowsTheHostsThatMessagesWaitFor() {
    assertThat(outbox.hosts()).isEmpty();
    enqueue(stored(2));
    PushClient other = new PushClient("https://web.push.apple.com/o/" + UUID.randomUUID());
    enqueue(StoredPushes.store(List.of(other), vapid.keyId(), encryption, jdbc));

    assertThat(outbox.hosts()).containsExactly("fcm.googleapis.com", "web.push.apple.com");
    assertThat(outbox.take("web.push.apple.com", now, now.plus(LEASE), 10)).hasSize(1);
    assertThat(take(10)).hasSize(2);
  }

  @Test
  void makesDueWhatWaitedForABrowser() {
    List<PushSubscriptionId> ids = stored(2);
    enqueue(ids);
    settle(
        take(10).stream()
            .<PushEnd>map(push -> new PushEnd.Postponed(push, push.expiresAt(), false))
            .toList());
    assertThat(take(10)).isEmpty();

    queue.release(ids.getFirst(), now);

    assertThat(take(10)).extracting(DuePush::subscription).containsExactly(ids.getFirst());
  }

  /** Its browser subscribed anew, under the key of now, at the same endpoint. */
  @Test
  void wantsNoNewSubscriptionOfOneThatIsNew() {
    List<PushSubscriptionId> ids = stored(1);
    enqueue(ids);
    DuePush late = take(10).getFirst();
    jdbc.update(
        "update push_subscription set vapid_key_id = 'new' where id = ?", ids.getFirst().value());

    settle(List.of(new PushEnd.Mismatched(late)));

    assertThat(
            jdbc.queryForObject(
                "select state from push_subscription where id = ?",
                String.class,
                ids.getFirst().value()))
        .isEqualTo("ACTIVE");
  }

  /**
   * Its browser subscribed anew while the answer about its old endpoint was under way. The message
   * was once lost.
   */
  @Test
  void deletesNoSubscriptionThatWasReplacedMeanwhile() {
    List<PushSubscriptionId> ids = stored(2);
    enqueue(ids);
    List<DuePush> taken = take(10);
    jdbc.update(
        "update push_subscription set endpoint_hash = ? where id = ?",
        "replaced" + UUID.randomUUID(),
        taken.getFirst().subscription().value());

    settle(taken.stream().<PushEnd>map(PushEnd.Gone::new).toList());

    assertThat(exists(taken.getFirst().subscription())).isTrue();
    assertThat(exists(taken.getLast().subscription())).isFalse();
    assertThat(take(10)).extracting(DuePush::id).containsExactly(taken.getFirst().id());
  }

  /** Of what waited for it longer than this push the content was kept. */
  @Test
  void deletesWhatWaitsWithASubscriptionThatHasEnded() {
    List<PushSubscriptionId> ids = stored(1);
    enqueue(ids);
    List<DuePush> waiting = take(10);
    enqueue(ids);
    DuePush push = take(10).getFirst();
    settle(List.of(new PushEnd.Gone(push)));
    assertThat(outbox.depth(now).waiting()).isZero();

    settle(waiting.stream().<PushEnd>map(late -> new PushEnd.Postponed(late, now, true)).toList());

    assertThat(outbox.depth(now).waiting()).isZero();
  }

  @Test
  void knowsMessagesWhoseSubscriptionIsGone() {
    List<PushSubscriptionId> ids = stored(1);
    enqueue(ids);
    jdbc.update("delete from push_subscription where id = ?", ids.getFirst().value());

    assertThat(take(10).getFirst().target()).isNull();
  }

  private DuePush again(List<PushSubscriptionId> ids) {
    enqueue(ids);
    return take(10).getFirst();
  }

  private List<DuePush> take(int most) {
    return outbox.take("fcm.googleapis.com", now, now.plus(LEASE), most);
  }

  private void settle(List<PushEnd> ends) {
    outbox.settle(ends, settings.sending(), now);
  }

  private static DuePush.Target target(DuePush push) {
    DuePush.Target target = push.target();
    if (target == null) {
      throw new AssertionError("no subscription");
    }
    return target;
  }

  private boolean exists(PushSubscriptionId id) {
    return !jdbc.queryForList("select id from push_subscription where id = ?", id.value())
        .isEmpty();
  }

  private List<PushSubscriptionId> stored(int count) {
    return StoredPushes.store(
        IntStream.range(0, count)
            .mapToObj(_ -> new PushClient("https://fcm.googleapis.com/o/" + UUID.randomUUID()))
            .toList(),
        vapid.keyId(),
        encryption,
        jdbc);
  }

  private void enqueue(List<PushSubscriptionId> ids) {
    messages.enqueue(
        ids,
        new PushMessage(
            "1",
            new PushContent("News", null, "/", null, Map.of()),
            Duration.ofHours(1),
            Urgency.NORMAL,
            null));
    now = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusMillis(1);
  }
}
