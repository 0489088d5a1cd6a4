package io.switchboard.push;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;

/**
 * Keys on the curve P-256 in the raw forms of the Web Push standards: a public key is the
 * uncompressed point of 65 bytes, a private key the scalar of 32 bytes.
 */
final class P256 {

  static final int POINT_BYTES = 65;
  private static final int COORDINATE_BYTES = 32;
  private static final byte UNCOMPRESSED = 4;

  private static final ECParameterSpec curve = curve();
  private static final BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();

  private P256() {}

  /**
   * @throws IllegalArgumentException if these are not 65 bytes of an uncompressed point on the
   *     curve; a key that is accepted off the curve would give secrets away in a key agreement
   */
  static ECPublicKey publicKey(byte[] point) {
    if (point.length != POINT_BYTES || point[0] != UNCOMPRESSED) {
      throw new IllegalArgumentException("not an uncompressed point of " + POINT_BYTES + " bytes");
    }
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + COORDINATE_BYTES));
    BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + COORDINATE_BYTES, POINT_BYTES));
    if (!isOnCurve(x, y)) {
      throw new IllegalArgumentException("not a point on the curve P-256");
    }
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
  static ECPrivateKey privateKey(byte[] scalar) {
    BigInteger s = new BigInteger(1, scalar);
    if (scalar.length != COORDINATE_BYTES
        || s.signum() == 0
        || s.compareTo(curve.getOrder()) >= 0) {
      throw new IllegalArgumentException("not a private key of 32 bytes for the curve P-256");
    }
    try {
      return (ECPrivateKey)
          KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(s, curve));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("This JDK refuses a valid P-256 key.", impossible);
    }
  }

  /** A fresh pair of {@link ECPublicKey} and {@link ECPrivateKey}. */
  static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(curve);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK generates P-256 keys.", impossible);
    }
  }

  /** The uncompressed point. */
  static byte[] bytes(ECPublicKey key) {
    byte[] point = new byte[POINT_BYTES];
    point[0] = UNCOMPRESSED;
    copy(key.getW().getAffineX(), point, 1);
    copy(key.getW().getAffineY(), point, 1 + COORDINATE_BYTES);
    return point;
  }

  /** The scalar. */
  static byte[] bytes(ECPrivateKey key) {
    byte[] scalar = new byte[COORDINATE_BYTES];
    copy(key.getS(), scalar, 0);
    return scalar;
  }

  /** Whether what the private key signs is verified by the public key. */
  static boolean belongTogether(ECPublicKey publicKey, ECPrivateKey privateKey) {
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

  /** y² = x³ + ax + b over the field, both coordinates being of the field. */
  private static boolean isOnCurve(BigInteger x, BigInteger y) {
    BigInteger right =
        x.pow(3).add(curve.getCurve().getA().multiply(x)).add(curve.getCurve().getB());
    return x.compareTo(p) < 0
        && y.compareTo(p) < 0
        && y.pow(2).subtract(right).mod(p).signum() == 0;
  }

  private static void copy(BigInteger number, byte[] target, int offset) {
    byte[] bytes = number.toByteArray();
    int length = Math.min(bytes.length, COORDINATE_BYTES);
    System.arraycopy(
        bytes, bytes.length - length, target, offset + COORDINATE_BYTES - length, length);
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
