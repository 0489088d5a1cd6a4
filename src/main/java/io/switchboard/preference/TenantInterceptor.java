package io.switchboard.preference;

import io.switchboard.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Learns users' tenants from their REST requests, before they are carried out. */
@Configuration(proxyBeanMethods = false)
class TenantInterceptor implements WebMvcConfigurer, HandlerInterceptor {

  private final TenantClaims claims;

  TenantInterceptor(TenantClaims claims) {
    this.claims = claims;
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
      claims.remember(caller);
    }
    return true;
  }
}
