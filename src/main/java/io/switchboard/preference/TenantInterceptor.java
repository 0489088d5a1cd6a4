package io.switchboard.preference;

import io.switchboard.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Consumer;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Learns users' tenants from their REST requests. Those about preferences are answered by the
 * tenant's policies, so they wait until it is known, and fail if it cannot be. All others do not
 * wait: while the database hung, they once waited for it twice.
 */
@Configuration(proxyBeanMethods = false)
class TenantInterceptor implements WebMvcConfigurer {

  private static final String PREFERENCES = "/api/preferences/**";

  private final TenantClaims claims;

  TenantInterceptor(TenantClaims claims) {
    this.claims = claims;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(before(claims::learn)).addPathPatterns(PREFERENCES);
    registry
        .addInterceptor(before(claims::learnSoon))
        .addPathPatterns("/api/**")
        .excludePathPatterns(PREFERENCES);
  }

  private static HandlerInterceptor before(Consumer<Caller> learning) {
    return new HandlerInterceptor() {
      @Override
      public boolean preHandle(
          HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getUserPrincipal() instanceof Authentication authentication
            && authentication.getPrincipal() instanceof Caller caller) {
          learning.accept(caller);
        }
        return true;
      }
    };
  }
}
