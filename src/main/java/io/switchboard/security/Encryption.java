package io.switchboard.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Protects secrets at rest with AES-256-GCM. A sealed value is {@code version (1) | nonce (12) |
 * ciphertext and tag}; the context (which row, which column) is authenticated with it, so that a
 * value moved elsewhere does not open.
 */
@Component
public class Encryption {

  private static final byte VERSION = 1;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom random = new SecureRandom();

  private final SecretKey master;
  private final SecretKey sealing;

  Encryption(SecuritySettings settings, Keys keys) {
    String key = settings.encryption().key();
    String property = "switchboard.security.encryption.key";
    byte[] bytes =
        decode(key == null ? keys.generated("encryption", property, Keys::random256) : key);
    if (bytes.length != 32) {
      throw new IllegalStateException(
          property + " holds " + bytes.length + " bytes; it needs 32 in Base64.");
    }
    this.master = new SecretKeySpec(bytes, "AES");
    this.sealing = derive("switchboard seal v1", "AES");
  }

  /** Encrypts; the same text seals to another value each time. */
  public byte[] seal(String text, String context) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] sealed =
        crypt(Cipher.ENCRYPT_MODE, nonce, text.getBytes(StandardCharsets.UTF_8), context);
    byte[] value = new byte[1 + NONCE + sealed.length];
    value[0] = VERSION;
    System.arraycopy(nonce, 0, value, 1, NONCE);
    System.arraycopy(sealed, 0, value, 1 + NONCE, sealed.length);
    return value;
  }

  /**
   * Decrypts what {@link #seal} made for the same context.
   *
   * @throws IllegalStateException if the value was changed, moved, or sealed with another key
   */
  public String open(byte[] value, String context) {
    if (value.length < 1 + NONCE || value[0] != VERSION) {
      throw new IllegalStateException("Not a sealed value of a known version.");
    }
    byte[] nonce = Arrays.copyOfRange(value, 1, 1 + NONCE);
    byte[] sealed = Arrays.copyOfRange(value, 1 + NONCE, value.length);
    return new String(crypt(Cipher.DECRYPT_MODE, nonce, sealed, context), StandardCharsets.UTF_8);
  }

  /**
   * Says whether two texts are the same without saying what they are: HMAC-SHA-256 under a key of
   * this installation, in hexadecimal.
   */
  public String fingerprint(String text, String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(derive(purpose, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has HmacSHA256.", impossible);
    }
  }

  /** A key of its own for one purpose, derived by HKDF (RFC 5869). */
  SecretKey derive(String purpose, String algorithm) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(master)
                  .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), 32));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("This JDK has no HKDF-SHA256.", impossible);
    }
  }

  private byte[] crypt(int mode, byte[] nonce, byte[] input, String context) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(
          "A stored secret does not open; was switchboard.security.encryption.key changed?",
          failure);
    }
  }

  private static byte[] decode(String key) {
    try {
      return Base64.getDecoder().decode(key.strip());
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalStateException(
          "switchboard.security.encryption.key is not Base64.", notBase64);
    }
  }
}
