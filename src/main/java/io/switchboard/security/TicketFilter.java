package io.switchboard.security;

import io.switchboard.shared.Failures;
import io.switchboard.shared.Refused;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes a single-use ticket from the address of an event stream, since a browser's {@code
 * EventSource} cannot send a header.
 */
final class TicketFilter extends OncePerRequestFilter {

  private static final String PARAMETER = "ticket";

  private final Tickets tickets;
  private final Failures failures;
  private final Function<Caller, Authentication> authenticated;
  private final AuthenticationEntryPoint refuse;

  TicketFilter(
      Tickets tickets,
      Failures failures,
      Function<Caller, Authentication> authenticated,
      AuthenticationEntryPoint refuse) {
    this.tickets = tickets;
    this.failures = failures;
    this.authenticated = authenticated;
    this.refuse = refuse;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI();
    boolean eventStream =
        path.equals("/api/events")
            || (path.startsWith("/api/channels/") && path.endsWith("/events"));
    return !eventStream
        || !HttpMethod.GET.matches(request.getMethod())
        || request.getHeader(HttpHeaders.AUTHORIZATION) != null
        || request.getParameter(PARAMETER) == null;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      Caller caller = tickets.redeem(request.getParameter(PARAMETER));
      SecurityContext context = SecurityContextHolder.createEmptyContext();
      context.setAuthentication(authenticated.apply(caller));
      SecurityContextHolder.setContext(context);
    } catch (RuntimeException failure) {
      Refused refused = failures.translate(failure);
      refuse.commence(
          request, response, new InvalidBearerTokenException(refused.detail(), refused));
      return;
    }
    chain.doFilter(request, response);
  }
}
