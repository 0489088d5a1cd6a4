package io.switchboard.push;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tokens by which push services know who pushes (RFC 8292). One is good for a whole push service,
 * so it is signed once and used for hours; a new one replaces it an hour before it ends.
 */
@Component
class VapidTokens {

  static final Duration LIFE = Duration.ofHours(12);
  private static final Duration RENEWED_BEFORE = Duration.ofHours(1);
  private static final int MOST = 10_000;
  private static final String HEADER = encode("{\"typ\":\"JWT\",\"alg\":\"ES256\"}");

  private final String subject;
  private final JsonMapper json;
  private final Clock clock;
  private final Cache<Audience, Token> tokens = Caffeine.newBuilder().maximumSize(MOST).build();

  @Autowired
  VapidTokens(Vapid vapid, JsonMapper json, Clock clock) {
    this(vapid.subject(), json, clock);
  }

  VapidTokens(String subject, JsonMapper json, Clock clock) {
    this.subject = subject;
    this.json = json;
    this.clock = clock;
  }

  private record Audience(String origin, String keyId) {}

  private record Token(String authorization, Instant renewAt) {

    boolean isGood(Instant now) {
      return now.isBefore(renewAt);
    }
  }

  /**
   * The value of the header {@code Authorization}.
   *
   * @param origin of the push service, such as {@code https://fcm.googleapis.com}
   */
  String authorization(String origin, VapidKey key) {
    Instant now = clock.instant();
    Audience audience = new Audience(origin, key.id());
    Token token = tokens.getIfPresent(audience);
    if (token == null || !token.isGood(now)) {
      token =
          tokens
              .asMap()
              .compute(
                  audience,
                  (_, known) ->
                      known != null && known.isGood(now) ? known : sign(origin, key, now));
    }
    return token.authorization();
  }

  /** The next token for that push service is a new one. */
  void forget(String origin) {
    tokens.asMap().keySet().removeIf(audience -> audience.origin().equals(origin));
  }

  private Token sign(String origin, VapidKey key, Instant now) {
    Instant end = now.plus(LIFE);
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("aud", origin);
    claims.put("exp", end.getEpochSecond());
    claims.put("sub", subject);
    String signed = HEADER + "." + encode(json.writeValueAsString(claims));
    String token = signed + "." + encode(signature(key, signed));
    return new Token("vapid t=" + token + ", k=" + key.publicKey(), end.minus(RENEWED_BEFORE));
  }

  private static byte[] signature(VapidKey key, String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key.privateKey());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("This JDK cannot sign with a P-256 key.", impossible);
    }
  }

  private static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
