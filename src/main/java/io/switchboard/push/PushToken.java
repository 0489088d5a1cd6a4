package io.switchboard.push;

import io.switchboard.shared.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A secret that lets whoever has it do one thing to one push subscription, once. It is given away
 * when it is made; the service keeps only its hash.
 *
 * @param value 32 random bytes in Base64url
 */
record PushToken(String value) {

  private static final SecureRandom random = new SecureRandom();

  static PushToken fresh() {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return new PushToken(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  String hash() {
    return Sha256.hex(value);
  }

  /** Whether this is the token of that hash, found out in a time that tells nothing. */
  boolean matches(@Nullable String hash) {
    return hash != null
        && MessageDigest.isEqual(
            hash.getBytes(StandardCharsets.US_ASCII), hash().getBytes(StandardCharsets.US_ASCII));
  }

  /** Fit for a log. */
  @Override
  public String toString() {
    return "PushToken";
  }
}
