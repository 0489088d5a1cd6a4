package io.switchboard.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

abstract class TicketsContract {

  @OnH2
  static class OnH2Tests extends TicketsContract {}

  @OnPostgres
  static class OnPostgresTests extends TicketsContract {}

  private final Caller alice =
      new Caller(
          new UserId("alice"),
          "Alice",
          Set.of("publish"),
          List.of("chat:*"),
          null,
          new TenantId("acme"),
          Instant.parse("2026-01-01T00:00:00Z"),
          Instant.now().plusSeconds(60));

  @Autowired Tickets tickets;

  @Test
  void givesBackTheCallerOnce() {
    String ticket = tickets.issue(alice);

    assertThat(tickets.redeem(ticket)).isEqualTo(alice);
    assertThatThrownBy(() -> tickets.redeem(ticket))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TICKET_INVALID));
  }

  @Test
  void letsOneOfManyConcurrentUsesThrough() throws Exception {
    String ticket = tickets.issue(alice);
    Callable<Boolean> use =
        () -> {
          try {
            tickets.redeem(ticket);
            return true;
          } catch (Refused _) {
            return false;
          }
        };

    try (var threads = Executors.newFixedThreadPool(8)) {
      long successes =
          threads.invokeAll(Collections.nCopies(16, use)).stream()
              .filter(Future::resultNow)
              .count();
      assertThat(successes).isEqualTo(1);
    }
  }
}
