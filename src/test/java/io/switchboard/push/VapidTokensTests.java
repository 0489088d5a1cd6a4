package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.push.crypto.P256;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class VapidTokensTests {

  private static final String GOOGLE = "https://fcm.googleapis.com";

  private final KeyPair pair = P256.generate();
  private final String publicKey = Browser.base64url(P256.bytes((ECPublicKey) pair.getPublic()));
  private final VapidKey key = new VapidKey("1", publicKey, (ECPrivateKey) pair.getPrivate());
  private final Now clock = new Now();
  private final VapidTokens tokens =
      new VapidTokens("mailto:ops@example.com", JsonMapper.shared(), clock);

  @Test
  void signsWhatThePushServiceCanVerify() throws Exception {
    String[] parts = tokens.authorization(GOOGLE, key).split("[ =,]+");
    assertThat(parts).hasSize(5).startsWith("vapid", "t").endsWith("k", publicKey);
    String[] jwt = parts[2].split("\\.");

    JsonNode claims = JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(jwt[1]));
    assertThat(claims.get("aud").asString()).isEqualTo(GOOGLE);
    assertThat(claims.get("sub").asString()).isEqualTo("mailto:ops@example.com");
    assertThat(claims.get("exp").asLong())
        .isEqualTo(clock.instant().plus(Duration.ofHours(12)).getEpochSecond());
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initVerify(pair.getPublic());
    signature.update((jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
  }

  @Test
  void usesATokenForHoursAndRenewsItInTime() {
    String first = tokens.authorization(GOOGLE, key);
    clock.now = clock.now.plus(Duration.ofHours(11)).minusSeconds(1);
    assertThat(tokens.authorization(GOOGLE, key)).isEqualTo(first);

    clock.now = clock.now.plusSeconds(2);
    assertThat(tokens.authorization(GOOGLE, key)).isNotEqualTo(first);
  }

  @Test
  void signsOneForEachPushServiceAndKey() {
    VapidKey other = new VapidKey("2", publicKey, (ECPrivateKey) pair.getPrivate());

    assertThat(tokens.authorization(GOOGLE, key))
        .isNotEqualTo(tokens.authorization("https://web.push.apple.com", key))
        .isNotEqualTo(tokens.authorization(GOOGLE, other));
  }

  /** An ECDSA signature is random, so another token shows. */
  @Test
  void signsAnewWhatWasForgotten() {
    String first = tokens.authorization(GOOGLE, key);
    tokens.forget(GOOGLE);

    assertThat(tokens.authorization(GOOGLE, key)).isNotEqualTo(first);
  }

  private static final class Now extends Clock {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
