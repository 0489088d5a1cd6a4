package io.switchboard.testing;

import com.google.crypto.tink.apps.webpush.WebPushHybridDecrypt;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * A browser that is subscribed: it has keys, and decrypts by Tink, which shares no code with the
 * service.
 */
public final class PushClient {

  private static final SecureRandom random = new SecureRandom();

  private final String endpoint;
  private final KeyPair keys;
  private final byte[] auth = new byte[16];

  public PushClient(String endpoint) {
    this.endpoint = endpoint;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.keys = generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
    random.nextBytes(auth);
  }

  public String endpoint() {
    return endpoint;
  }

  /** The uncompressed point. */
  public byte[] p256dh() {
    ECPublicKey key = (ECPublicKey) keys.getPublic();
    byte[] point = new byte[65];
    point[0] = 4;
    copy(key.getW().getAffineX(), point, 1);
    copy(key.getW().getAffineY(), point, 33);
    return point;
  }

  public byte[] auth() {
    return auth.clone();
  }

  /** What {@code PushSubscription.toJSON()} gives. */
  public Map<String, Object> subscription() {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    Map<String, Object> json = new HashMap<>();
    json.put("endpoint", endpoint);
    json.put(
        "keys",
        Map.of("p256dh", encoder.encodeToString(p256dh()), "auth", encoder.encodeToString(auth)));
    return json;
  }

  /**
   * @throws IllegalStateException if it was not encrypted for this browser
   */
  public String decrypt(byte[] body) {
    try {
      byte[] text =
          new WebPushHybridDecrypt.Builder()
              .withAuthSecret(auth)
              .withRecipientPublicKey((ECPublicKey) keys.getPublic())
              .withRecipientPrivateKey((ECPrivateKey) keys.getPrivate())
              .build()
              .decrypt(body, null);
      return new String(text, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("Not encrypted for this browser", failure);
    }
  }

  private static void copy(BigInteger number, byte[] target, int offset) {
    byte[] bytes = number.toByteArray();
    int length = Math.min(bytes.length, 32);
    System.arraycopy(bytes, bytes.length - length, target, offset + 32 - length, length);
  }
}
