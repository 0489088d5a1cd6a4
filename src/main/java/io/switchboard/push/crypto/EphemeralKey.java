package io.switchboard.push.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A key pair on P-256 for one message (RFC 8291, 3.1).
 *
 * @param scalar 32 bytes
 */
record EphemeralKey(byte[] scalar) {

  /**
   * @throws IllegalArgumentException if these are not 32 bytes of a number from 1 to the order of
   *     the curve, exclusive
   */
  EphemeralKey {
    P256.requireScalar(scalar);
  }

  static EphemeralKey generate(SecureRandom random) {
    byte[] scalar = new byte[P256.SCALAR_BYTES];
    do {
      random.nextBytes(scalar);
    } while (!P256.isScalar(scalar));
    return new EphemeralKey(scalar);
  }

  /** The uncompressed point of 65 bytes. */
  byte[] publicPoint() {
    return CurvePoint.baseTimes(scalar).bytes();
  }

  /**
   * ECDH (SP 800-56A, 5.7.1.2).
   *
   * @return the 32 bytes of the shared point's x
   */
  byte[] agree(CurvePoint other) {
    return Arrays.copyOfRange(other.times(scalar).bytes(), 1, 1 + FieldElement.BYTES);
  }
}
