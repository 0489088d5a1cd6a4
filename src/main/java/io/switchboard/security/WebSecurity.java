package io.switchboard.security;

import static org.springframework.security.config.Customizer.withDefaults;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Failures;
import io.switchboard.shared.ProblemResponses;
import io.switchboard.shared.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/**
 * Who may call which path. Everything is denied but what is listed; there are no cookies, so there
 * is no session and no CSRF. {@code /ws} passes no filter: the STOMP guard checks its origin and
 * its CONNECT.
 */
@Configuration(proxyBeanMethods = false)
class WebSecurity {

  private static final String[] PUBLIC_PAGES = {
    "/",
    "/index.html",
    "/sw.js",
    "/favicon.svg",
    "/console/**",
    "/client/**",
    "/webjars/**",
    "/v3/api-docs/**",
    "/swagger-ui.html",
    "/swagger-ui/**"
  };

  private static final String[] WORKER_CALLS = {
    "/api/push/subscriptions/*/activation", "/api/push/subscriptions/*/renewal"
  };

  @Bean
  @Order(0)
  SecurityFilterChain webSocketChain(HttpSecurity http) throws Exception {
    return http.securityMatcher("/ws")
        .csrf(AbstractHttpConfigurer::disable)
        .headers(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .securityContext(AbstractHttpConfigurer::disable)
        .sessionManagement(AbstractHttpConfigurer::disable)
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .build();
  }

  @Bean
  @Order(1)
  SecurityFilterChain restChain(
      HttpSecurity http,
      AuthenticationManager bearers,
      Tickets tickets,
      Failures failures,
      ProblemResponses problems)
      throws Exception {
    AuthenticationEntryPoint unauthenticated =
        (request, response, failure) -> {
          if (codeOf(failure).status() == 401) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
          }
          problems.write(request, response, codeOf(failure), detailOf(failure));
        };
    AccessDeniedHandler denied =
        (request, response, _) ->
            problems.write(
                request, response, ErrorCode.FORBIDDEN, "The token does not allow this.");
    return http.addFilterBefore(
            new TicketFilter(tickets, failures, WebSecurity::authenticated, unauthenticated),
            BearerTokenAuthenticationFilter.class)
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .cors(withDefaults())
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(
            headers ->
                headers
                    .frameOptions(HeadersConfigurer.FrameOptionsConfig::sameOrigin)
                    .contentSecurityPolicy(
                        policy ->
                            policy.policyDirectives(
                                "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self'"
                                    + " data:; object-src 'none'; base-uri 'none'; frame-ancestors"
                                    + " 'self'")))
        .oauth2ResourceServer(
            server ->
                server
                    .jwt(jwt -> jwt.authenticationManager(bearers))
                    .authenticationEntryPoint(unauthenticated)
                    .accessDeniedHandler(denied))
        .exceptionHandling(
            exceptions ->
                exceptions.authenticationEntryPoint(unauthenticated).accessDeniedHandler(denied))
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(EndpointRequest.to("health"))
                    .permitAll()
                    .requestMatchers(EndpointRequest.toAnyEndpoint())
                    .hasAuthority(Authorities.ADMIN)
                    .requestMatchers(HttpMethod.GET, PUBLIC_PAGES)
                    .permitAll()
                    .requestMatchers(HttpMethod.HEAD, PUBLIC_PAGES)
                    .permitAll()
                    .requestMatchers("/api/dev/**", "/error")
                    .permitAll()
                    // A service worker has no user's token; the body's own token is checked
                    // instead.
                    .requestMatchers(HttpMethod.POST, WORKER_CALLS)
                    .permitAll()
                    // An embed token reaches its channel's paths; the channel checks which.
                    .requestMatchers("/api/channels/*/**")
                    .authenticated()
                    .requestMatchers(
                        HttpMethod.GET, "/api/users/{user}/data", "/api/users/{user}/data/*")
                    .access(WebSecurity::selfOrAdmin)
                    .requestMatchers("/api/preferences/preview")
                    .hasAnyAuthority(Authorities.NOTIFY, Authorities.ADMIN)
                    .requestMatchers("/api/users/**", "/api/admin/**", "/api/log/**")
                    .hasAuthority(Authorities.ADMIN)
                    .anyRequest()
                    .hasAuthority(Authorities.USER))
        .build();
  }

  @Bean
  AuthenticationManager bearers(Tokens tokens, Failures failures) {
    return authentication -> {
      if (!(authentication instanceof BearerTokenAuthenticationToken bearer)) {
        throw new BadCredentialsException("Not a bearer token");
      }
      try {
        return authenticated(tokens.verify(bearer.getToken()));
      } catch (RuntimeException failure) {
        Refused refused = failures.translate(failure);
        throw new InvalidBearerTokenException(refused.detail(), refused);
      }
    };
  }

  @Bean
  CorsConfigurationSource corsConfigurationSource(SecuritySettings settings) {
    CorsConfiguration cors = new CorsConfiguration();
    cors.setAllowedOrigins(settings.allowedOrigins());
    cors.setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
    cors.setAllowedHeaders(
        List.of(
            "Authorization",
            "Content-Type",
            "If-Match",
            "If-None-Match",
            "Idempotency-Key",
            "Last-Event-ID"));
    cors.setExposedHeaders(List.of("ETag", "Location", "Retry-After"));
    cors.setMaxAge(Duration.ofHours(1));
    return (HttpServletRequest _) -> cors;
  }

  private static AuthorizationDecision selfOrAdmin(
      Supplier<? extends @Nullable Authentication> authentication,
      RequestAuthorizationContext request) {
    Authentication given = authentication.get();
    return new AuthorizationDecision(
        given != null
            && given.getPrincipal() instanceof Caller caller
            && caller.embed() == null
            && (caller.has(Authorities.ADMIN)
                || caller.user().value().equals(request.getVariables().get("user"))));
  }

  private static Authentication authenticated(Caller caller) {
    return UsernamePasswordAuthenticationToken.authenticated(caller, null, granted(caller));
  }

  private static List<GrantedAuthority> granted(Caller caller) {
    List<GrantedAuthority> granted = new ArrayList<>();
    caller.authorities().forEach(name -> granted.add(new SimpleGrantedAuthority(name)));
    if (caller.embed() == null) {
      granted.add(new SimpleGrantedAuthority(Authorities.USER));
    }
    return granted;
  }

  private static ErrorCode codeOf(AuthenticationException failure) {
    return failure.getCause() instanceof Refused refused
        ? refused.code()
        : ErrorCode.UNAUTHENTICATED;
  }

  private static String detailOf(AuthenticationException failure) {
    return failure.getCause() instanceof Refused refused
        ? refused.detail()
        : "Send a token: 'Authorization: Bearer …'.";
  }
}
