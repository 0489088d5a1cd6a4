package io.switchboard.push;

import io.switchboard.push.crypto.P256;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Subscribes as browsers do, at push services that never hear of it. */
final class Browser {

  private static final SecureRandom random = new SecureRandom();

  private Browser() {}

  static String newEndpoint() {
    return "https://fcm.googleapis.com/fcm/send/" + UUID.randomUUID();
  }

  /** What {@code PushSubscription.toJSON()} gives, with fresh keys. */
  static Map<String, Object> subscription(String endpoint) {
    return subscription(endpoint, Map.of("p256dh", p256dh(), "auth", auth()));
  }

  static Map<String, Object> subscription(String endpoint, Map<String, String> keys) {
    Map<String, Object> json = new HashMap<>();
    json.put("endpoint", endpoint);
    json.put("expirationTime", null);
    json.put("keys", keys);
    return json;
  }

  static String p256dh() {
    return base64url(P256.bytes((ECPublicKey) P256.generate().getPublic()));
  }

  static String auth() {
    byte[] secret = new byte[16];
    random.nextBytes(secret);
    return base64url(secret);
  }

  static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
