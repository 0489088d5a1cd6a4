package io.switchboard.security;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The one list of origins whose pages may call, for {@code /ws} and CORS alike. */
@Component
public class AllowedOrigins {

  private final Set<String> origins;

  AllowedOrigins(SecuritySettings settings) {
    this.origins = Set.copyOf(settings.allowedOrigins());
  }

  /**
   * @param origin the {@code Origin} header; {@code null} for clients that are no browser, which a
   *     token admits
   * @param own the origin the request was addressed to
   */
  public boolean allows(@Nullable String origin, String own) {
    return origin == null || origin.equals(own) || origins.contains(origin);
  }
}
