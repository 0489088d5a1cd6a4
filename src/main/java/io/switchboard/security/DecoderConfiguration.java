package io.switchboard.security;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.web.client.RestOperations;
import org.springframework.web.client.RestTemplate;

/** Chooses how users' tokens are verified: by issuer, by key set, or by a shared secret. */
@Configuration(proxyBeanMethods = false)
class DecoderConfiguration {

  private static final Duration ISSUER_TIMEOUT = Duration.ofSeconds(5);
  private static final String BASE64 = "base64:";
  private static final String SECRET = "switchboard.security.jwt.secret";

  @Bean
  JwtDecoder userTokenDecoder(SecuritySettings settings, Keys keys, Clock clock) {
    SecuritySettings.Jwt jwt = settings.jwt();
    String issuer = jwt.issuerUri();
    String jwkSet = jwt.jwkSetUri();
    OAuth2TokenValidator<Jwt> validator = validator(jwt, clock);
    if (jwkSet != null) {
      return new BoundedDecoder(
          with(validator, asymmetric(NimbusJwtDecoder.withJwkSetUri(jwkSet))));
    }
    if (issuer != null) {
      // Discovered at the first token, so that the service starts while the issuer is down.
      return new BoundedDecoder(
          new SupplierJwtDecoder(
              () -> with(validator, asymmetric(NimbusJwtDecoder.withIssuerLocation(issuer)))));
    }
    return with(
        validator,
        NimbusJwtDecoder.withSecretKey(secret(jwt, keys)).macAlgorithm(MacAlgorithm.HS256).build());
  }

  /** The shared secret, configured or generated. */
  static SecretKey secret(SecuritySettings.Jwt jwt, Keys keys) {
    String configured = jwt.secret();
    byte[] bytes =
        bytes(configured == null ? keys.generated("jwt", SECRET, Keys::random256) : configured);
    if (bytes.length < 32) {
      throw new IllegalStateException(
          SECRET + " has " + bytes.length + " bytes; HS256 needs 32 (RFC 7518, 3.2).");
    }
    return new SecretKeySpec(bytes, "HmacSHA256");
  }

  /** Plain text can look like Base64, so Base64 says that it is. */
  private static byte[] bytes(String secret) {
    return secret.startsWith(BASE64)
        ? Base64.getDecoder().decode(secret.substring(BASE64.length()))
        : secret.getBytes(StandardCharsets.UTF_8);
  }

  private static OAuth2TokenValidator<Jwt> validator(SecuritySettings.Jwt settings, Clock clock) {
    List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>();
    JwtTimestampValidator time = new JwtTimestampValidator(settings.clockSkew());
    time.setClock(clock);
    validators.add(time);
    String issuer = settings.issuerUri();
    if (issuer != null) {
      validators.add(new JwtIssuerValidator(issuer));
    }
    validators.add(audience(settings.audience()));
    return new DelegatingOAuth2TokenValidator<>(validators);
  }

  private static OAuth2TokenValidator<Jwt> audience(@Nullable String required) {
    OAuth2Error wrong = new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, "Wrong audience", null);
    return jwt -> {
      List<String> audience = jwt.getAudience() == null ? List.of() : jwt.getAudience();
      boolean accepted =
          !audience.contains(Tokens.EMBED) && (required == null || audience.contains(required));
      return accepted
          ? OAuth2TokenValidatorResult.success()
          : OAuth2TokenValidatorResult.failure(wrong);
    };
  }

  private static NimbusJwtDecoder asymmetric(NimbusJwtDecoder.JwkSetUriJwtDecoderBuilder builder) {
    return builder
        .jwsAlgorithms(
            algorithms -> {
              algorithms.add(SignatureAlgorithm.RS256);
              algorithms.add(SignatureAlgorithm.PS256);
              algorithms.add(SignatureAlgorithm.ES256);
            })
        .restOperations(issuer())
        .build();
  }

  /** Nimbus waits half a second, which a provider that has just woken up needs more than. */
  private static RestOperations issuer() {
    SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
    requests.setConnectTimeout(ISSUER_TIMEOUT);
    requests.setReadTimeout(ISSUER_TIMEOUT);
    return new RestTemplate(requests);
  }

  private static JwtDecoder with(OAuth2TokenValidator<Jwt> validator, NimbusJwtDecoder decoder) {
    decoder.setJwtValidator(validator);
    return decoder;
  }
}
