package io.switchboard.push.crypto;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;

/**
 * Keys on the curve P-256 in the raw forms of the Web Push standards: a public key is the
 * uncompressed point of 65 bytes, a private key the scalar of 32 bytes.
 */
public final class P256 {

  static final int SCALAR_BYTES = 32;

  private static final ECParameterSpec curve = curve();

  private P256() {}

  /**
   * @throws IllegalArgumentException if these are not 65 bytes of an uncompressed point on the
   *     curve; a key that is accepted off the curve would give secrets away in a key agreement
   */
  public static void requirePoint(byte[] bytes) {
    CurvePoint.of(bytes);
  }

  /**
   * @throws IllegalArgumentException if it is not a {@linkplain #requirePoint point}
   */
  public static ECPublicKey publicKey(byte[] point) {
    requirePoint(point);
    BigInteger x = new BigInteger(1, point, 1, FieldElement.BYTES);
    BigInteger y = new BigInteger(1, point, 1 + FieldElement.BYTES, FieldElement.BYTES);
    try {
      return (ECPublicKey)
          KeyFactory.getInstance("EC")
              .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("This JDK refuses a valid P-256 key.", impossible);
    }
  }

  /**
   * @throws IllegalArgumentException if these are not 32 bytes of a number from 1 to the order of
   *     the curve, exclusive
   */
  public static ECPrivateKey privateKey(byte[] scalar) {
    requireScalar(scalar);
    try {
      return (ECPrivateKey)
          KeyFactory.getInstance("EC")
              .generatePrivate(new ECPrivateKeySpec(new BigInteger(1, scalar), curve));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("This JDK refuses a valid P-256 key.", impossible);
    }
  }

  /**
   * @throws IllegalArgumentException if it is not {@link #isScalar}
   */
  static void requireScalar(byte[] scalar) {
    if (!isScalar(scalar)) {
      throw new IllegalArgumentException("not a private key of 32 bytes for the curve P-256");
    }
  }

  /** Whether these are 32 bytes of a number from 1 to the order of the curve, exclusive. */
  static boolean isScalar(byte[] bytes) {
    BigInteger scalar = new BigInteger(1, bytes);
    return bytes.length == SCALAR_BYTES
        && scalar.signum() > 0
        && scalar.compareTo(curve.getOrder()) < 0;
  }

  /** A fresh pair of {@link ECPublicKey} and {@link ECPrivateKey}. */
  public static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(curve);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK generates P-256 keys.", impossible);
    }
  }

  /** The uncompressed point. */
  public static byte[] bytes(ECPublicKey key) {
    byte[] point = new byte[CurvePoint.BYTES];
    point[0] = CurvePoint.UNCOMPRESSED;
    copy(key.getW().getAffineX(), point, 1);
    copy(key.getW().getAffineY(), point, 1 + FieldElement.BYTES);
    return point;
  }

  /** The scalar. */
  public static byte[] bytes(ECPrivateKey key) {
    byte[] scalar = new byte[SCALAR_BYTES];
    copy(key.getS(), scalar, 0);
    return scalar;
  }

  /** Whether what the private key signs is verified by the public key. */
  public static boolean belongTogether(ECPublicKey publicKey, ECPrivateKey privateKey) {
    try {
      byte[] probe = bytes(publicKey);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(privateKey);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("This JDK cannot sign with a P-256 key.", failure);
    }
  }

  private static void copy(BigInteger number, byte[] target, int offset) {
    byte[] bytes = number.toByteArray();
    int length = Math.min(bytes.length, SCALAR_BYTES);
    System.arraycopy(bytes, bytes.length - length, target, offset + SCALAR_BYTES - length, length);
  }

  private static ECParameterSpec curve() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has the curve P-256.", impossible);
    }
  }
}
