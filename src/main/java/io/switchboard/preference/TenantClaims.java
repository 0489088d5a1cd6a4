package io.switchboard.preference;

import io.switchboard.preference.Ledger.Origin;
import io.switchboard.security.Caller;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.security.core.Authentication;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Remembers the tenant that a user's token names, so that it is known when the user is away. The
 * database is asked once for each user and tenant, until others push them out of memory.
 */
@Configuration(proxyBeanMethods = false)
class TenantClaims implements WebMvcConfigurer, HandlerInterceptor {

  private static final Logger log = LoggerFactory.getLogger(TenantClaims.class);
  private static final int REMEMBERED = 10_000;

  private final Administration administration;
  private final Map<UserId, TenantId> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UserId, TenantId> eldest) {
              return size() > REMEMBERED;
            }
          });

  TenantClaims(Administration administration) {
    this.administration = administration;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).addPathPatterns("/api/**");
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (request.getUserPrincipal() instanceof Authentication authentication
        && authentication.getPrincipal() instanceof Caller caller) {
      remember(caller);
    }
    return true;
  }

  private void remember(Caller caller) {
    TenantId tenant = caller.tenant();
    if (tenant != null && !tenant.equals(known.get(caller.user()))) {
      try {
        administration.assign(
            caller.user(), tenant, new Origin(caller.user().value(), ChangeSource.TOKEN));
        known.put(caller.user(), tenant);
      } catch (DataAccessException | TransactionException unavailable) {
        // The request may do without; the next one tries again.
        log.debug("The tenant of {} is remembered later", caller.user(), unavailable);
      }
    }
  }
}
