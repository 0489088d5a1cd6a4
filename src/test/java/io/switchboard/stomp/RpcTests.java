package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.RawStomp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Methods that clients call over the socket. */
@OnH2
@Import(ApplicationBeans.class)
@TestPropertySource(
    properties = {"switchboard.stomp.rpc-timeout=2s", "switchboard.stomp.max-calls=8"})
class RpcTests {

  private final String alice = Api.newUser("alice");

  @Autowired Api api;
  @Autowired Semaphore gate;
  @Autowired MeterRegistry meters;

  @AfterEach
  void letWaitingCallsGo() {
    gate.release(1000);
    await().until(() -> gate.getQueueLength() == 0);
    gate.drainPermits();
  }

  @Test
  void answersOtherCallsWhileOneWaits() {
    try (RawStomp client = connected()) {
      call(client, "test.wait", "slow", "{\"a\":1}");
      call(client, "ping", "quick", "");
      assertThat(client.await("MESSAGE").header("correlation-id")).isEqualTo("quick");
      gate.release();

      RawStomp.Frame late = client.await("MESSAGE");
      assertThat(late.headers())
          .containsEntry("correlation-id", "slow")
          .containsEntry("event", "reply")
          .containsEntry("destination", "/user/queue/replies");
      assertThat(late.body()).isEqualTo("{\"a\":1}");
    }
  }

  @Test
  void readsTheNextFrameWhileACallWaits() {
    try (RawStomp client = connected()) {
      client.frame(
          "SEND", "", "destination:/app/rpc/test.wait", "correlation-id:1", "receipt:accepted");

      assertThat(client.await("RECEIPT").header("receipt-id")).isEqualTo("accepted");
    }
  }

  @Test
  void saysThatAMethodDidNotAnswerInTimeAndDropsWhatItAnswersLater() {
    try (RawStomp client = connected()) {
      call(client, "test.wait", "late", "");

      RawStomp.Frame error = client.await("MESSAGE");
      assertThat(error.headers())
          .containsEntry("correlation-id", "late")
          .containsEntry("event", "error");
      assertThat(error.body()).contains("\"TIMED_OUT\"", "\"temporary\":true", "\"status\":504");
      gate.release();
      await().until(() -> gate.availablePermits() == 0);
      call(client, "ping", "next", "");
      assertThat(client.await("MESSAGE").header("correlation-id")).isEqualTo("next");
    }
  }

  @Test
  void boundsTheCallsThatASessionHasRunning() {
    try (RawStomp client = connected();
        RawStomp other = connected()) {
      for (int i = 0; i < 9; i++) {
        call(client, "test.wait", "c" + i, "");
      }
      RawStomp.Frame refused = client.await("MESSAGE");
      assertThat(refused.header("correlation-id")).isEqualTo("c8");
      assertThat(refused.body()).contains("LIMIT_EXCEEDED", "\"temporary\":true");
      call(other, "ping", "other", "");
      assertThat(other.await("MESSAGE").header("correlation-id")).isEqualTo("other");
      gate.release(8);

      List<String> answered = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answered.add(client.await("MESSAGE").header("event"));
      }
      assertThat(answered).hasSize(8).containsOnly("reply");
      call(client, "ping", "again", "");
      assertThat(client.await("MESSAGE").header("event")).isEqualTo("reply");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"test.fail", "test.unwritable"})
  void answersAFailureWithAProblemAndKeepsTheSession(String method) {
    try (RawStomp client = connected()) {
      call(client, method, "1", "");

      RawStomp.Frame error = client.await("MESSAGE");
      assertThat(error.header("event")).isEqualTo("error");
      assertThat(error.body()).contains("INTERNAL_ERROR").doesNotContain("secret");
      client.expectNothingBefore("alive");
    }
  }

  @Test
  void answersABodyThatIsNotJsonWithAProblem() {
    try (RawStomp client = connected()) {
      call(client, "ping", "1", "{");

      assertThat(client.await("MESSAGE").body()).contains("BAD_JSON");
    }
  }

  @Test
  void answersTheSessionThatAsked() {
    try (RawStomp asking = connected();
        RawStomp silent = connected()) {
      call(asking, "ping", "1", "");
      asking.await("MESSAGE");

      silent.expectNothingBefore("nothing");
    }
  }

  @Test
  void refusesACallWhoseAnswerNobodyReads() {
    try (RawStomp client = RawStomp.connect(api.port(), api.token(alice))) {
      call(client, "ping", "1", "");

      assertThat(client.await("ERROR").header("code")).isEqualTo("CONFLICT");
    }
  }

  @Test
  void measuresEachMethodButNoNameThatAClientMadeUp() {
    try (RawStomp client = connected()) {
      call(client, "ping", "1", "");
      client.await("MESSAGE");
      call(client, "made.up." + alice, "2", "");
      assertThat(client.await("MESSAGE").body()).contains("NOT_FOUND");

      assertThat(timer("ping", "OK").count()).isPositive();
      assertThat(timer("unknown", "NOT_FOUND").count()).isPositive();
      assertThat(meters.find("switchboard.stomp.rpc").timers())
          .noneMatch(timer -> String.valueOf(timer.getId().getTag("method")).startsWith("made"));
    }
  }

  private Timer timer(String method, String outcome) {
    return meters.get("switchboard.stomp.rpc").tags("method", method, "outcome", outcome).timer();
  }

  private static void call(RawStomp client, String method, String correlation, String body) {
    client.frame("SEND", body, "destination:/app/rpc/" + method, "correlation-id:" + correlation);
  }

  private RawStomp connected() {
    return RawStomp.connect(api.port(), api.token(alice)).subscribe("r", "/user/queue/replies");
  }
}
