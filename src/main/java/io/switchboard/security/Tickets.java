package io.switchboard.security;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.Sha256;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Single-use tickets that stand for a token where no header can be sent: a browser's WebSocket and
 * EventSource. They live in the database, so any node redeems what another issued, once; only their
 * hash is stored.
 */
@Component
public class Tickets {

  private static final SecureRandom random = new SecureRandom();

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final SecuritySettings.TicketRules rules;
  private final Clock clock;

  Tickets(JdbcClient jdbc, JsonMapper json, SecuritySettings settings, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.rules = settings.tickets();
    this.clock = clock;
  }

  /**
   * What a ticket says about its user.
   *
   * @param usableUntil until when it is kept at most
   */
  record OpenTicket(
      Instant usableUntil,
      @Nullable String displayName,
      Set<String> authorities,
      @Nullable TenantId tenant) {

    static OpenTicket of(Caller caller, Instant usableUntil) {
      return new OpenTicket(
          usableUntil, caller.displayName(), caller.authorities(), caller.tenant());
    }
  }

  /**
   * @return 43 characters of Base64url, to be used once within the configured time
   * @throws Refused {@link ErrorCode#NOT_SUPPORTED} if tickets are switched off
   */
  @Transactional
  public String issue(Caller caller) {
    requireEnabled();
    Instant now = clock.instant();
    jdbc.sql("delete from ticket where expires_at < ?").param(Timestamp.from(now)).update();
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    jdbc.sql("insert into ticket (hash, user_id, caller, expires_at) values (?, ?, ?, ?)")
        .params(
            Sha256.hex(ticket),
            caller.user().value(),
            json.writeValueAsString(caller),
            Timestamp.from(now.plus(rules.timeToLive())))
        .update();
    return ticket;
  }

  /**
   * Uses the ticket up. Of two concurrent uses exactly one succeeds.
   *
   * @throws Refused {@link ErrorCode#TICKET_INVALID} if it is unknown, used or too old
   */
  @Transactional
  public Caller redeem(String ticket) {
    requireEnabled();
    String hash = Sha256.hex(ticket);
    String caller =
        jdbc.sql("select caller from ticket where hash = ? and expires_at >= ?")
            .params(hash, Timestamp.from(clock.instant()))
            .query(String.class)
            .optional()
            .orElseThrow(Tickets::invalid);
    if (jdbc.sql("delete from ticket where hash = ?").param(hash).update() != 1) {
      throw invalid();
    }
    Caller redeemed = json.readValue(caller, Caller.class);
    if (redeemed.expiresAt().isBefore(clock.instant())) {
      throw invalid();
    }
    return redeemed;
  }

  /** Those that the user may still use, without what redeems them. */
  List<OpenTicket> of(UserId user) {
    return jdbc.sql("select caller, expires_at from ticket where user_id = ? order by expires_at")
        .param(user.value())
        .query(
            (row, _) ->
                OpenTicket.of(
                    json.readValue(row.getString(1), Caller.class),
                    row.getTimestamp(2).toInstant()))
        .list();
  }

  /** Nobody redeems a ticket of the user any more. */
  void revoke(UserId user) {
    jdbc.sql("delete from ticket where user_id = ?").param(user.value()).update();
  }

  private void requireEnabled() {
    if (!rules.enabled()) {
      throw new Refused(
          ErrorCode.NOT_SUPPORTED,
          "Tickets are switched off (switchboard.security.tickets.enabled).");
    }
  }

  private static Refused invalid() {
    return new Refused(
        ErrorCode.TICKET_INVALID, "The ticket is unknown, used or too old; get a new one.");
  }
}
