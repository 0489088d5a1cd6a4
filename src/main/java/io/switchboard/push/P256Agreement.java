package io.switchboard.push;

import static io.switchboard.push.P256Field.add;
import static io.switchboard.push.P256Field.isZero;
import static io.switchboard.push.P256Field.multiply;
import static io.switchboard.push.P256Field.square;
import static io.switchboard.push.P256Field.subtract;
import static io.switchboard.push.P256Field.twice;

import java.math.BigInteger;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import org.jspecify.annotations.Nullable;

/**
 * ECDH on P-256 for key pairs that are used once. A push needs it for each browser, and it is most
 * of what a push costs: the JDK's takes 860 µs on a machine where this takes 400, since the JDK
 * multiplies twice (once more to check the point's order, which on this curve every point has) and
 * takes the same time for all keys. This takes a time that depends on the private key, so <b>it is
 * not for keys that live</b>: an ephemeral key is gone before a second measurement of it could be
 * made.
 */
final class P256Agreement {

  private static final int WINDOW = 4;
  private static final int SECRET_BYTES = 32;

  private P256Agreement() {}

  /**
   * @param ephemeral used for nothing else
   * @param other a point that was checked to be on the curve, as {@link P256#publicKey} does
   * @return the 32 bytes of the shared point's x
   */
  static byte[] secret(ECPrivateKey ephemeral, ECPublicKey other) {
    Point shared = times(ephemeral.getS(), point(other.getW()));
    if (shared == null) {
      throw new IllegalArgumentException("not a private key of this curve");
    }
    long[] inverse = P256Field.inverse(shared.z());
    byte[] x = P256Field.number(multiply(shared.x(), square(inverse))).toByteArray();
    byte[] secret = new byte[SECRET_BYTES];
    int length = Math.min(x.length, SECRET_BYTES);
    System.arraycopy(x, x.length - length, secret, SECRET_BYTES - length, length);
    return secret;
  }

  /** In Jacobian coordinates: x / z², y / z³. {@code null} stands for the point at infinity. */
  private record Point(long[] x, long[] y, long[] z) {}

  private static Point point(ECPoint affine) {
    return new Point(
        P256Field.element(affine.getAffineX()),
        P256Field.element(affine.getAffineY()),
        P256Field.element(BigInteger.ONE));
  }

  /** Four bits of the scalar at a time, from the highest. */
  private static @Nullable Point times(BigInteger scalar, Point point) {
    @Nullable Point[] multiples = new Point[1 << WINDOW];
    for (int i = 1; i < multiples.length; i++) {
      multiples[i] = sum(multiples[i - 1], point);
    }
    Point result = null;
    for (int bit = 256 - WINDOW; bit >= 0; bit -= WINDOW) {
      for (int i = 0; i < WINDOW; i++) {
        result = doubled(result);
      }
      int digit = scalar.shiftRight(bit).intValue() & (multiples.length - 1);
      result = sum(result, multiples[digit]);
    }
    return result;
  }

  /** Bernstein's "dbl-2001-b" for curves with a = -3. */
  private static @Nullable Point doubled(@Nullable Point p) {
    if (p == null || isZero(p.y())) {
      return null;
    }
    long[] delta = square(p.z());
    long[] gamma = square(p.y());
    long[] beta = multiply(p.x(), gamma);
    long[] product = multiply(subtract(p.x(), delta), add(p.x(), delta));
    long[] alpha = add(product, twice(product));
    long[] fourBeta = twice(twice(beta));
    long[] x = subtract(square(alpha), twice(fourBeta));
    long[] z = subtract(subtract(square(add(p.y(), p.z())), gamma), delta);
    long[] eightGammaSquared = twice(twice(twice(square(gamma))));
    long[] y = subtract(multiply(alpha, subtract(fourBeta, x)), eightGammaSquared);
    return new Point(x, y, z);
  }

  private static @Nullable Point sum(@Nullable Point p, @Nullable Point q) {
    if (p == null || q == null) {
      return p == null ? q : p;
    }
    long[] pz = square(p.z());
    long[] qz = square(q.z());
    long[] u = multiply(p.x(), qz);
    long[] s = multiply(p.y(), multiply(q.z(), qz));
    long[] h = subtract(multiply(q.x(), pz), u);
    long[] r = subtract(multiply(q.y(), multiply(p.z(), pz)), s);
    if (isZero(h)) {
      return isZero(r) ? doubled(p) : null;
    }
    long[] hh = square(h);
    long[] hhh = multiply(h, hh);
    long[] v = multiply(u, hh);
    long[] x = subtract(subtract(square(r), hhh), twice(v));
    long[] y = subtract(multiply(r, subtract(v, x)), multiply(s, hhh));
    return new Point(x, y, multiply(h, multiply(p.z(), q.z())));
  }
}
