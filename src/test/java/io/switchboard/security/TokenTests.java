package io.switchboard.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.RawStomp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/** Tokens that must not work, and what REST and STOMP say of them. */
@OnH2
class TokenTests {

  @Autowired Api api;
  @Autowired SecuritySettings settings;
  @Autowired Keys keys;

  @Test
  void refusesExpiredToken() {
    refused(token(claims -> claims.expiresAt(Instant.now().minusSeconds(60))), "TOKEN_EXPIRED");
  }

  @Test
  void refusesTokenThatIsNotValidYet() {
    refused(token(claims -> claims.notBefore(Instant.now().plusSeconds(60))), "UNAUTHENTICATED");
  }

  @Test
  void refusesTokenThatNeverExpires() {
    refused(token(claims -> claims.claims(all -> all.remove("exp"))), "UNAUTHENTICATED");
  }

  @Test
  void refusesTokenWithoutSubject() {
    refused(token(claims -> claims.claims(all -> all.remove("sub"))), "UNAUTHENTICATED");
  }

  @Test
  void refusesSubjectThatCouldForgeAFrame() {
    refused(token(claims -> claims.subject("bob\nfoo:bar")), "UNAUTHENTICATED");
  }

  @Test
  void refusesTokenSignedWithAnotherKey() {
    SecretKey other = new SecretKeySpec(new byte[32], "HmacSHA256");
    refused(sign(other, claims -> {}), "UNAUTHENTICATED");
  }

  @Test
  void refusesUserTokenThatNamesTheEmbedAudience() {
    refused(token(claims -> claims.audience(List.of("embed"))), "UNAUTHENTICATED");
  }

  @Test
  void refusesTokenThatClaimsToBeAnEmbedToken() {
    refused(
        token(
            claims ->
                claims
                    .issuer("switchboard:embed")
                    .audience(List.of("embed"))
                    .claim("channel", "chat:a")),
        "UNAUTHENTICATED");
  }

  @Test
  void refusesEncryptedToken() {
    refused(
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
        "UNAUTHENTICATED");
  }

  @Test
  void acceptsTokenWithinTheClockSkew() {
    String token = token(claims -> claims.expiresAt(Instant.now().minusSeconds(5)));
    api.bearing(token).get().uri("/api/config").exchange().expectStatus().isOk();
  }

  @Test
  void refusesTokenWithAlgorithmNoneOnRest() {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String header = base64.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
    String claims =
        base64.encodeToString(
            "{\"sub\":\"alice\",\"exp\":4102444800}".getBytes(StandardCharsets.UTF_8));
    refusedByRest(header + "." + claims + ".", "UNAUTHENTICATED");
  }

  @Test
  void endsSessionWhenItsTokenExpires() {
    String token = token(claims -> claims.expiresAt(Instant.now().plusSeconds(2)));
    try (RawStomp client = RawStomp.connect(api.port(), token)) {
      client.subscribe("1", "/topic/live:x");

      assertThat(client.closeCode()).isEqualTo(3500);
    }
  }

  private void refused(String token, String code) {
    refusedByRest(token, code);
    try (RawStomp client = RawStomp.open(api.port())) {
      client.sendConnect(token);
      assertThat(client.await("ERROR").header("code")).isEqualTo(code);
      assertThat(client.closeCode()).isEqualTo(3500);
    }
  }

  private void refusedByRest(String token, String code) {
    api.bearing(token)
        .post()
        .uri("/api/tickets")
        .exchange()
        .expectStatus()
        .isUnauthorized()
        .expectHeader()
        .valueEquals("WWW-Authenticate", "Bearer")
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo(code)
        .jsonPath("$.temporary")
        .isEqualTo(false);
  }

  private String token(Consumer<JwtClaimsSet.Builder> change) {
    return sign(DecoderConfiguration.secret(settings.jwt(), keys), change);
  }

  private static String sign(SecretKey key, Consumer<JwtClaimsSet.Builder> change) {
    JwtClaimsSet.Builder claims =
        JwtClaimsSet.builder()
            .subject("alice")
            .expiresAt(Instant.now().plusSeconds(600))
            .claims(all -> all.putAll(Map.of("authorities", List.of("admin"))));
    change.accept(claims);
    return new NimbusJwtEncoder(new ImmutableSecret<>(key))
        .encode(
            JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(), claims.build()))
        .getTokenValue();
  }
}
