package io.switchboard.security;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Profile;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Gives anyone a token for any user. Exists in profile {@code dev} only, and there only while the
 * service verifies tokens by its own secret.
 */
@RestController
@Profile("dev")
@ConditionalOnExpression(
    "'${switchboard.security.jwt.issuer-uri:}${switchboard.security.jwt.jwk-set-uri:}'.empty")
class DevTokenController {

  private static final Duration LIFE = Duration.ofHours(12);

  private final NimbusJwtEncoder encoder;
  private final String authoritiesClaim;
  private final String tenantClaim;
  private final @Nullable String audience;
  private final Clock clock;

  DevTokenController(SecuritySettings settings, Keys keys, Clock clock) {
    this.encoder =
        new NimbusJwtEncoder(
            new ImmutableSecret<>(DecoderConfiguration.secret(settings.jwt(), keys)));
    this.authoritiesClaim = settings.jwt().authoritiesClaim();
    this.tenantClaim = settings.jwt().tenantClaim();
    this.audience = settings.jwt().audience();
    this.clock = clock;
  }

  @PostMapping("/api/dev/tokens")
  DevToken issue(@Valid @RequestBody DevTokenRequest request) {
    Instant now = clock.instant();
    JwtClaimsSet.Builder claims =
        JwtClaimsSet.builder()
            .subject(request.user().value())
            .claim("name", request.name() == null ? request.user().value() : request.name())
            .issuedAt(now)
            .expiresAt(now.plus(request.life()));
    if (request.authorities() != null) {
      claims.claim(authoritiesClaim, request.authorities());
    }
    if (request.channels() != null) {
      claims.claim("channels", request.channels());
    }
    if (request.tenant() != null) {
      claims.claim(tenantClaim, request.tenant().value());
    }
    if (audience != null) {
      claims.audience(List.of(audience));
    }
    JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).build();
    return new DevToken(
        encoder.encode(JwtEncoderParameters.from(header, claims.build())).getTokenValue());
  }

  /**
   * @param expiresIn seconds, 1 to 43,200; 12 h if absent
   */
  record DevTokenRequest(
      @NotNull UserId user,
      @Nullable @Size(max = 100) String name,
      @Nullable @Size(max = 20) List<String> authorities,
      @Nullable @Size(max = 100) List<String> channels,
      @Nullable TenantId tenant,
      @Nullable @Min(1) @Max(43_200) Integer expiresIn) {

    Duration life() {
      return expiresIn == null ? LIFE : Duration.ofSeconds(expiresIn);
    }
  }

  record DevToken(String token) {}
}
