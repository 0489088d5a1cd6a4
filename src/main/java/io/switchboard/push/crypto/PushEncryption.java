package io.switchboard.push.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts for one browser (RFC 8291) in one record of {@code aes128gcm} (RFC 8188), so that push
 * services carry what they cannot read.
 */
public final class PushEncryption {

  static final int SALT_BYTES = 16;

  private static final int RECORD_BYTES = 4096;
  private static final int TAG_BITS = 128;
  private static final byte LAST_RECORD = 2;

  /** What a record holds beside the text: its delimiter and the tag. */
  private static final int OVERHEAD = 1 + TAG_BITS / 8;

  private static final byte[] MESSAGE = info("WebPush: info");
  private static final byte[] CONTENT_KEY = info("Content-Encoding: aes128gcm");
  private static final byte[] NONCE = info("Content-Encoding: nonce");

  private PushEncryption() {}

  /**
   * With an ephemeral key and a salt of its own.
   *
   * @param text at most 4,079 bytes
   * @param browser its {@code p256dh}, 65 bytes
   * @param auth its secret of 16 bytes
   * @return the body of the request to the push service
   * @throws IllegalArgumentException if the text is too long, or the browser's key is not a point
   *     of the curve
   */
  public static byte[] encrypt(byte[] text, byte[] browser, byte[] auth, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return encrypt(text, browser, auth, EphemeralKey.generate(random), salt);
  }

  static byte[] encrypt(
      byte[] text, byte[] browser, byte[] auth, EphemeralKey ephemeral, byte[] salt) {
    if (text.length > RECORD_BYTES - OVERHEAD) {
      throw new IllegalArgumentException(text.length + " bytes do not fit into one record");
    }
    byte[] sender = ephemeral.publicPoint();
    byte[] agreed = ephemeral.agree(CurvePoint.of(browser));
    try {
      byte[] input = expand(hmac(auth, agreed), MESSAGE, browser, sender);
      byte[] secret = hmac(salt, input);
      byte[] key = Arrays.copyOf(expand(secret, CONTENT_KEY), 16);
      byte[] nonce = Arrays.copyOf(expand(secret, NONCE), 12);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BITS, nonce));
      ByteBuffer body =
          ByteBuffer.allocate(SALT_BYTES + 4 + 1 + sender.length + text.length + OVERHEAD);
      body.put(salt).putInt(RECORD_BYTES).put((byte) sender.length).put(sender);
      cipher.update(ByteBuffer.wrap(text), body);
      cipher.doFinal(ByteBuffer.wrap(new byte[] {LAST_RECORD}), body);
      return body.array();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("This JDK cannot encrypt for a valid key.", impossible);
    }
  }

  /** The first block of HKDF's expansion (RFC 5869), which is all that is needed. */
  private static byte[] expand(byte[] key, byte[]... info) throws GeneralSecurityException {
    Mac mac = mac(key);
    for (byte[] part : info) {
      mac.update(part);
    }
    return mac.doFinal(new byte[] {1});
  }

  private static byte[] hmac(byte[] key, byte[] input) throws GeneralSecurityException {
    return mac(key).doFinal(input);
  }

  private static Mac mac(byte[] key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac;
  }

  private static byte[] info(String text) {
    return (text + "\0").getBytes(StandardCharsets.US_ASCII);
  }
}
