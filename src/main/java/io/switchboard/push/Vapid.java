package io.switchboard.push;

import io.switchboard.security.Keys;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The key pair by which push services know this service (RFC 8292). A browser subscribes under the
 * public key, and from then on only the owner of the private key may push to it: a changed pair
 * makes every earlier push subscription useless, so each remembers the {@link #keyId()} it was made
 * under. Profile {@code dev} makes a pair at its first start; any other must configure one.
 */
@Component
class Vapid {

  private static final String PUBLIC_KEY = "switchboard.push.vapid.public-key";
  private static final String PRIVATE_KEY = "switchboard.push.vapid.private-key";
  private static final String SUBJECT = "switchboard.push.vapid.subject";

  private final String publicKey;
  private final String keyId;

  Vapid(PushSettings settings, Keys keys) {
    PushSettings.VapidKeys vapid = settings.vapid();
    requireContact(vapid.subject());
    String[] pair = pair(vapid, keys);
    ECPublicKey point = publicKey(pair[0]);
    if (!P256.belongTogether(point, privateKey(pair[1]))) {
      throw new IllegalStateException(
          PUBLIC_KEY + " and " + PRIVATE_KEY + " do not belong together; set both from one pair.");
    }
    byte[] bytes = P256.bytes(point);
    this.publicKey = encode(bytes);
    this.keyId = Sha256.hex(bytes).substring(0, 16);
  }

  /** The public key as a browser's {@code applicationServerKey}: 65 bytes in Base64url. */
  String publicKey() {
    return publicKey;
  }

  /** The first 16 hex digits of the public key's SHA-256. */
  String keyId() {
    return keyId;
  }

  private static String[] pair(PushSettings.VapidKeys vapid, Keys keys) {
    boolean hasPublic = hasText(vapid.publicKey());
    if (hasPublic != hasText(vapid.privateKey())) {
      throw new IllegalStateException(
          "Only "
              + (hasPublic ? PUBLIC_KEY : PRIVATE_KEY)
              + " is set; set "
              + (hasPublic ? PRIVATE_KEY : PUBLIC_KEY)
              + " from the same pair as well.");
    }
    return hasPublic
        ? new String[] {String.valueOf(vapid.publicKey()), String.valueOf(vapid.privateKey())}
        : keys.generated("vapid", PUBLIC_KEY + " and " + PRIVATE_KEY, Vapid::fresh).split(":", 2);
  }

  private static String fresh() {
    KeyPair pair = P256.generate();
    return encode(P256.bytes((ECPublicKey) pair.getPublic()))
        + ":"
        + encode(P256.bytes((ECPrivateKey) pair.getPrivate()));
  }

  private static ECPublicKey publicKey(String text) {
    try {
      return P256.publicKey(decode(text));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalStateException(
          PUBLIC_KEY
              + " is '"
              + text
              + "'; it needs an uncompressed P-256 point, 65 bytes in Base64url.",
          wrong);
    }
  }

  // Neither the value nor what the decoder says about it may reach a log.
  private static ECPrivateKey privateKey(String text) {
    try {
      return P256.privateKey(decode(text));
    } catch (IllegalArgumentException _) {
      throw new IllegalStateException(
          PRIVATE_KEY + " does not hold the 32 bytes of a P-256 private key in Base64url.");
    }
  }

  private static void requireContact(@Nullable String subject) {
    if (subject == null || !isContact(subject)) {
      throw new IllegalStateException(
          SUBJECT
              + " is '"
              + (subject == null ? "" : subject)
              + "'; set a contact such as mailto:ops@example.com or https://example.com/contact"
              + " (RFC 8292, 2.1).");
    }
  }

  private static boolean isContact(String subject) {
    if (subject.startsWith("mailto:")) {
      return subject.matches("mailto:[^@\\s]+@[^@\\s]+");
    }
    try {
      URI uri = new URI(subject);
      return "https".equals(uri.getScheme()) && uri.getHost() != null;
    } catch (URISyntaxException notUri) {
      return false;
    }
  }

  private static boolean hasText(@Nullable String text) {
    return text != null && !text.isBlank();
  }

  private static byte[] decode(String text) {
    return Base64.getUrlDecoder().decode(text.strip().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
