package io.switchboard.security;

import io.switchboard.shared.PersonalData;
import io.switchboard.shared.UserId;
import org.springframework.stereotype.Component;

/** A user's tickets, which hold what the token said. */
@Component
class TicketData implements PersonalData {

  private final Tickets tickets;

  TicketData(Tickets tickets) {
    this.tickets = tickets;
  }

  @Override
  public String name() {
    return "tickets";
  }

  @Override
  public Object export(UserId user) {
    return tickets.of(user);
  }

  @Override
  public void erase(UserId user) {
    tickets.revoke(user);
  }
}
