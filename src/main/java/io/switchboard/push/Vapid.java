package io.switchboard.push;

import io.switchboard.push.crypto.P256;
import io.switchboard.security.Keys;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.Sha256;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The key pair by which push services know this service (RFC 8292). A browser subscribes under the
 * public key, and from then on only the owner of the private key may push to it: a changed pair
 * makes every earlier push subscription useless, so each remembers the {@link #keyId()} it was made
 * under, and the service keeps the pairs before this one until nobody needs them. Profile {@code
 * dev} makes a pair at its first start; any other must configure one.
 */
@Component
class Vapid {

  private static final String PREFIX = "switchboard.push.vapid.";
  private static final String SUBJECT = PREFIX + "subject";

  /** Names that lead nowhere from outside (RFC 6761, RFC 6762). */
  private static final List<String> NOWHERE =
      List.of("localhost", "localdomain", "local", "internal", "invalid", "test");

  private final String subject;
  private final VapidKey current;
  private final List<VapidKey> previous;

  Vapid(PushSettings settings, Keys keys) {
    PushSettings.VapidKeys vapid = settings.vapid();
    this.subject = requireContact(vapid.subject());
    this.current = current(vapid, keys);
    this.previous =
        IntStream.range(0, vapid.previous().size())
            .mapToObj(i -> previous(vapid.previous().get(i), PREFIX + "previous[" + i + "]."))
            .toList();
  }

  /** How a push service reaches the operator. */
  String subject() {
    return subject;
  }

  /** The public key as a browser's {@code applicationServerKey}: 65 bytes in Base64url. */
  String publicKey() {
    return current.publicKey();
  }

  /** The first 16 hex digits of the public key's SHA-256. */
  String keyId() {
    return current.id();
  }

  /** The pair of that id, {@code null} if the service has it no longer. */
  @Nullable VapidKey key(String id) {
    return current.id().equals(id)
        ? current
        : previous.stream().filter(key -> key.id().equals(id)).findFirst().orElse(null);
  }

  /**
   * The id of the pair that a browser subscribed under.
   *
   * @param publicKey in Base64url, with or without padding
   * @throws Refused with {@link ErrorCode#INVALID_VALUE} if the service does not have it
   */
  String idOf(String publicKey) {
    String plain = publicKey.replaceFirst("=+$", "");
    return Stream.concat(Stream.of(current), previous.stream())
        .filter(key -> key.publicKey().equals(plain))
        .findFirst()
        .map(VapidKey::id)
        .orElseThrow(
            () ->
                new Refused(
                    ErrorCode.INVALID_VALUE,
                    "The field 'applicationServerKey' is no key of this service; subscribe again"
                        + " under the one at /api/push/vapid-public-key."));
  }

  /** The ids of the pairs that browsers subscribed under before. */
  List<String> previousKeyIds() {
    return previous.stream().map(VapidKey::id).toList();
  }

  private static VapidKey current(PushSettings.VapidKeys vapid, Keys keys) {
    String properties = PREFIX + "public-key and " + PREFIX + "private-key";
    if (hasText(vapid.publicKey()) || hasText(vapid.privateKey())) {
      return pair(vapid.publicKey(), vapid.privateKey(), PREFIX);
    }
    String[] generated = keys.generated("vapid", properties, Vapid::fresh).split(":", 2);
    return pair(generated[0], generated[1], PREFIX);
  }

  private static VapidKey previous(PushSettings.PreviousPair pair, String prefix) {
    return pair(pair.publicKey(), pair.privateKey(), prefix);
  }

  private static VapidKey pair(
      @Nullable String publicKey, @Nullable String privateKey, String prefix) {
    if (!hasText(publicKey) && !hasText(privateKey)) {
      throw new VapidUnusable(
          prefix + "public-key and " + prefix + "private-key are empty; set both from one pair.");
    }
    if (publicKey == null || !hasText(publicKey)) {
      throw half(prefix + "private-key", prefix + "public-key");
    }
    if (privateKey == null || !hasText(privateKey)) {
      throw half(prefix + "public-key", prefix + "private-key");
    }
    ECPublicKey point = publicKey(publicKey, prefix);
    ECPrivateKey scalar = privateKey(privateKey, prefix);
    if (!P256.belongTogether(point, scalar)) {
      throw new VapidUnusable(
          prefix
              + "public-key and "
              + prefix
              + "private-key do not belong together; set both from one pair.");
    }
    byte[] bytes = P256.bytes(point);
    return new VapidKey(Sha256.hex(bytes).substring(0, 16), encode(bytes), scalar);
  }

  private static VapidUnusable half(String set, String missing) {
    return new VapidUnusable(
        "Only " + set + " is set; set " + missing + " from the same pair as well.");
  }

  private static String fresh() {
    KeyPair pair = P256.generate();
    return encode(P256.bytes((ECPublicKey) pair.getPublic()))
        + ":"
        + encode(P256.bytes((ECPrivateKey) pair.getPrivate()));
  }

  private static ECPublicKey publicKey(String text, String prefix) {
    try {
      return P256.publicKey(decode(text));
    } catch (IllegalArgumentException wrong) {
      throw new VapidUnusable(
          prefix
              + "public-key is '"
              + text
              + "'; it needs an uncompressed P-256 point, 65 bytes in Base64url.",
          wrong);
    }
  }

  // Neither the value nor what the decoder says about it may reach a log.
  private static ECPrivateKey privateKey(String text, String prefix) {
    try {
      return P256.privateKey(decode(text));
    } catch (IllegalArgumentException _) {
      throw new VapidUnusable(
          prefix + "private-key does not hold the 32 bytes of a P-256 private key in Base64url.");
    }
  }

  private static String requireContact(@Nullable String subject) {
    if (subject == null || !isContact(subject)) {
      throw new VapidUnusable(
          SUBJECT
              + " is '"
              + (subject == null ? "" : subject)
              + "'; set a contact outside this machine and its network, such as"
              + " mailto:ops@example.com or https://example.com/contact (RFC 8292, 2.1).");
    }
    return subject;
  }

  /** Push services refuse every message of whom they could never write to. */
  private static boolean isContact(String subject) {
    if (subject.startsWith("mailto:")) {
      String address = subject.substring("mailto:".length());
      return address.matches("[^@\\s]+@[^@\\s]+")
          && isPublic(address.substring(address.indexOf('@') + 1));
    }
    try {
      URI uri = new URI(subject);
      return "https".equals(uri.getScheme()) && uri.getHost() != null && isPublic(uri.getHost());
    } catch (URISyntaxException notUri) {
      return false;
    }
  }

  private static boolean isPublic(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return PushSettings.isDnsName(name)
        && NOWHERE.stream().noneMatch(suffix -> name.endsWith("." + suffix));
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
