package io.switchboard.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.shared.UserId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class PresenceStateTests {

  private static final UserId ALICE = new UserId("alice");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final PresenceState state = new PresenceState();

  @Test
  void collectsJoinsUntilDrained() {
    state.join("s1", ALICE, meta("r1"), NOW);
    state.join("s2", ALICE, meta("r2"), NOW);

    assertThat(refs(state.drain().joins())).containsExactlyInAnyOrder("r1", "r2");
    assertThat(state.drain().isEmpty()).isTrue();
    assertThat(state.users()).isEqualTo(1);
  }

  @Test
  void neverTellsOfADeviceThatCameAndWentBetweenDrains() {
    state.join("s1", ALICE, meta("r1"), NOW);
    state.leave("s1");

    assertThat(state.drain().isEmpty()).isTrue();
  }

  /** A watcher who got the state in between knows the device, so it must be told of the leave. */
  @Test
  void tellsOfALeaveThatASnapshotMadeKnown() {
    state.join("s1", ALICE, meta("r1"), NOW);
    assertThat(refs(state.snapshot())).containsExactly("r1");
    state.leave("s1");

    assertThat(refs(state.drain().leaves())).containsExactly("r1");
  }

  /** A second subscription of the session once left a device behind that nobody could remove. */
  @Test
  void keepsOneDeviceForASessionThatJoinsTwice() {
    state.join("s1", ALICE, meta("r1"), NOW);
    state.drain();
    state.join("s1", ALICE, meta("r2"), NOW);
    assertThat(state.drain().isEmpty()).isTrue();
    state.leave("s1");

    assertThat(refs(state.drain().leaves())).containsExactly("r1");
    assertThat(state.isEmpty()).isTrue();
  }

  @Test
  void givesAComingSessionThePlaceOfALostOne() {
    state.join("s1", ALICE, meta("r1"), NOW);
    state.drain();
    state.lose("s1", NOW.plusSeconds(5));
    state.join("s2", ALICE, meta("r2"), NOW.plusSeconds(3));
    state.expire(NOW.plusSeconds(60));

    assertThat(state.drain().isEmpty()).isTrue();
    assertThat(refs(state.snapshot())).containsExactly("r1");
  }

  @Test
  void removesALostDeviceWhenTheGraceIsOver() {
    state.join("s1", ALICE, meta("r1"), NOW);
    state.drain();
    state.lose("s1", NOW.plusSeconds(5));
    state.expire(NOW.plusSeconds(4));
    assertThat(state.drain().isEmpty()).isTrue();

    state.expire(NOW.plusSeconds(5));
    assertThat(refs(state.drain().leaves())).containsExactly("r1");
    assertThat(state.isEmpty()).isTrue();
  }

  @Test
  void doesNotTellWhatDoesNotChange() {
    state.join("s1", ALICE, meta("r1"), NOW);
    state.drain();
    state.update("s1", Status.ONLINE, JsonNodeFactory.instance.objectNode(), NOW);
    state.touch("s1", NOW.plusSeconds(9));
    assertThat(state.drain().isEmpty()).isTrue();

    state.update("s1", Status.BUSY, JsonNodeFactory.instance.objectNode(), NOW);
    assertThat(state.drain().joins().get(ALICE))
        .singleElement()
        .extracting(Meta::status)
        .isEqualTo(Status.BUSY);
  }

  /** Whoever applies a snapshot and then every diff holds what a later snapshot says. */
  @Test
  void convergesForWatchersThatComeAtAnyMoment() {
    Random random = new Random(3);
    Map<Integer, Set<String>> watchers = new HashMap<>();
    Instant now = NOW;
    for (int step = 0; step < 5000; step++) {
      String session = "s" + random.nextInt(6);
      UserId user = new UserId("u" + random.nextInt(3));
      now = now.plusSeconds(1);
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          state.leave(session);
          state.join(session, user, meta("r" + step), now);
        }
        case 2 -> state.leave(session);
        case 3 -> state.lose(session, now.plusSeconds(random.nextInt(5)));
        case 4 -> watchers.put(step, new HashSet<>(refs(state.snapshot())));
        default -> {
          state.expire(now);
          PresenceState.Diff diff = state.drain();
          watchers.values().forEach(known -> known.addAll(refs(diff.joins())));
          watchers.values().forEach(known -> known.removeAll(refs(diff.leaves())));
          Set<String> expected = new HashSet<>(refs(state.snapshot()));
          assertThat(watchers.values()).allMatch(expected::equals);
        }
      }
    }
  }

  private static Meta meta(String ref) {
    return new Meta(ref, Status.ONLINE, NOW, NOW, null, JsonNodeFactory.instance.objectNode());
  }

  private static List<String> refs(Map<UserId, List<Meta>> users) {
    return users.values().stream().flatMap(List::stream).map(Meta::ref).toList();
  }
}
