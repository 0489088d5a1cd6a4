package io.switchboard.preference;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.shared.TenantId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UserTenantTests {

  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId GLOBEX = new TenantId("globex");
  private static final Instant NOON = Instant.parse("2026-05-05T12:00:00Z");

  @Test
  void believesTheTokenThatWasIssuedLastWheneverItComes() {
    UserTenant known = new UserTenant(GLOBEX, NOON);

    assertThat(known.yieldsTo(ACME, NOON.plusSeconds(1))).isTrue();
    assertThat(known.yieldsTo(ACME, NOON.minusSeconds(1))).isFalse();
    assertThat(known.yieldsTo(GLOBEX, NOON.plusSeconds(1))).isTrue();
  }

  /** Two tokens of one second once wrote an entry of the ledger at every request. */
  @Test
  void letsTwoTokensOfOneMomentNotTakeTurns() {
    assertThat(new UserTenant(ACME, NOON).yieldsTo(GLOBEX, NOON)).isTrue();
    assertThat(new UserTenant(GLOBEX, NOON).yieldsTo(ACME, NOON)).isFalse();
    assertThat(new UserTenant(ACME, NOON).yieldsTo(ACME, NOON)).isFalse();
  }

  @Test
  void believesAnOperatorBeforeEveryToken() {
    assertThat(new UserTenant(ACME, null).yieldsTo(GLOBEX, NOON)).isFalse();
  }
}
