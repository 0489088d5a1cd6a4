package io.switchboard.stomp;

import io.switchboard.security.Caller;
import io.switchboard.security.Tickets;
import io.switchboard.security.Tokens;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who a CONNECT comes from: the token in its header, else the ticket in the socket's URL. */
@Component
class StompAuthentication {

  private static final String BEARER = "Bearer ";

  private final Tokens tokens;
  private final Tickets tickets;

  StompAuthentication(Tokens tokens, Tickets tickets) {
    this.tokens = tokens;
    this.tickets = tickets;
  }

  Caller authenticate(@Nullable String authorization, @Nullable String ticket) {
    if (authorization != null) {
      return bearer(authorization);
    }
    if (ticket != null) {
      return tickets.redeem(ticket);
    }
    throw new Refused(
        ErrorCode.UNAUTHENTICATED, "CONNECT needs 'Authorization: Bearer …' or a ticket.");
  }

  /**
   * Who a token is of.
   *
   * @param authorization {@code Bearer} and the token
   * @throws Refused as {@link Tokens#verify} does
   */
  Caller bearer(String authorization) {
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new Refused(ErrorCode.UNAUTHENTICATED, "Authorization is not 'Bearer …'.");
    }
    return tokens.verify(authorization.substring(BEARER.length()).strip());
  }
}
