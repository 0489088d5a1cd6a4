package io.switchboard.security;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TicketController {

  private final Tickets tickets;

  TicketController(Tickets tickets) {
    this.tickets = tickets;
  }

  @PostMapping("/api/tickets")
  Ticket issue(@AuthenticationPrincipal Caller caller) {
    return new Ticket(tickets.issue(caller));
  }

  record Ticket(String ticket) {}
}
