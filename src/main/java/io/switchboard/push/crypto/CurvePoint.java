package io.switchboard.push.crypto;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A point of the curve P-256 (SP 800-186, 3.2.1.3), never the one at infinity, as the affine point
 * (x / z², y / z³). Multiplication by a secret number takes the same time and the same path through
 * memory for every number.
 *
 * <p>The JDK has this too, but gives it away only within a key agreement that multiplies a second
 * time, by the order of the curve, to learn that the point is of that order: which here every point
 * is. That is two thirds of what a push costs.
 */
record CurvePoint(FieldElement x, FieldElement y, FieldElement z) {

  /** An uncompressed point: a 4, x and y (SEC 1, 2.3.3). */
  static final int BYTES = 1 + 2 * FieldElement.BYTES;

  static final byte UNCOMPRESSED = 4;

  private static final FieldElement B =
      FieldElement.of(
          new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16));
  private static final CurvePoint BASE =
      of(
          HexFormat.of()
              .parseHex(
                  "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                      + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));

  private static final int DIGIT_BITS = 4;
  private static final int DIGIT_VALUES = 1 << DIGIT_BITS;
  private static final int DIGITS = Byte.SIZE * FieldElement.BYTES / DIGIT_BITS;

  /**
   * @throws IllegalArgumentException if these are not 65 bytes of an uncompressed point on the
   *     curve; a point that was accepted off the curve would give secrets away
   */
  static CurvePoint of(byte[] point) {
    if (point.length != BYTES || point[0] != UNCOMPRESSED) {
      throw new IllegalArgumentException("not an uncompressed point of " + BYTES + " bytes");
    }
    int middle = 1 + FieldElement.BYTES;
    FieldElement x = FieldElement.of(new BigInteger(1, point, 1, FieldElement.BYTES));
    FieldElement y = FieldElement.of(new BigInteger(1, point, middle, FieldElement.BYTES));
    FieldElement right = x.squared().times(x).minus(x.times(3)).plus(B);
    if (!Arrays.equals(y.squared().bytes(), right.bytes())) {
      throw new IllegalArgumentException("not a point on the curve P-256");
    }
    return new CurvePoint(x, y, FieldElement.ONE);
  }

  /** The uncompressed point. */
  byte[] bytes() {
    FieldElement inverse = z.inverse();
    FieldElement square = inverse.squared();
    return ByteBuffer.allocate(BYTES)
        .put(UNCOMPRESSED)
        .put(x.times(square).bytes())
        .put(y.times(square.times(inverse)).bytes())
        .array();
  }

  /**
   * @param scalar 32 bytes of a number from 1 to the order of the curve, exclusive
   */
  CurvePoint times(byte[] scalar) {
    CurvePoint[] multiples = multiples();
    CurvePoint product = this;
    int higherDigits = 0;
    for (int i = DIGITS - 1; i >= 0; i--) {
      for (int bit = 0; bit < DIGIT_BITS; bit++) {
        product = product.doubled();
      }
      product = product.plus(multiples, digit(scalar, i), higherDigits);
      higherDigits |= digit(scalar, i);
    }
    return product;
  }

  /**
   * The multiple of the base point that is the public key of the scalar.
   *
   * @param scalar 32 bytes of a number from 1 to the order of the curve, exclusive
   */
  static CurvePoint baseTimes(byte[] scalar) {
    CurvePoint product = BASE;
    int lowerDigits = 0;
    for (int i = 0; i < DIGITS; i++) {
      product = product.plus(OfBase.MULTIPLES[i], digit(scalar, i), lowerDigits);
      lowerDigits |= digit(scalar, i);
    }
    return product;
  }

  /** Of each digit of a scalar the multiples of the base point that it can stand for. */
  private static final class OfBase {

    static final CurvePoint[][] MULTIPLES = new CurvePoint[DIGITS][];

    static {
      CurvePoint one = BASE;
      for (int i = 0; i < DIGITS; i++) {
        MULTIPLES[i] = one.multiples();
        one = MULTIPLES[i][DIGIT_VALUES / 2].doubled();
      }
    }
  }

  /** At each index that many times this, but something else at 0. */
  private CurvePoint[] multiples() {
    CurvePoint[] multiples = new CurvePoint[DIGIT_VALUES];
    multiples[0] = this;
    multiples[1] = this;
    for (int i = 2; i < DIGIT_VALUES; i++) {
      multiples[i] = i % 2 == 0 ? multiples[i / 2].doubled() : multiples[i - 1].plus(this);
    }
    return multiples;
  }

  /**
   * This and the multiple at that digit. A sum of less than the order never adds a point to itself
   * or to its opposite.
   *
   * @param others the digits summed up so far; as long as they are zero, this is nothing
   */
  private CurvePoint plus(CurvePoint[] multiples, int digit, int others) {
    CurvePoint multiple = multiples[0];
    for (int i = 1; i < DIGIT_VALUES; i++) {
      multiple = multiples[i].or(multiple, onesIfZero(i ^ digit));
    }
    return multiple.or(or(plus(multiple), onesIfZero(digit)), onesIfZero(others));
  }

  /** Neither the same point nor the opposite one. */
  private CurvePoint plus(CurvePoint other) {
    FieldElement square = z.squared();
    FieldElement otherSquare = other.z.squared();
    FieldElement u = x.times(otherSquare);
    FieldElement s = y.times(other.z.times(otherSquare));
    FieldElement h = other.x.times(square).minus(u);
    FieldElement r = other.y.times(z.times(square)).minus(s);
    FieldElement hSquare = h.squared();
    FieldElement hCube = h.times(hSquare);
    FieldElement v = u.times(hSquare);
    FieldElement sumX = r.squared().minus(hCube).minus(v.times(2));
    FieldElement sumY = r.times(v.minus(sumX)).minus(s.times(hCube));
    return new CurvePoint(sumX, sumY, h.times(z.times(other.z)));
  }

  /** For curves whose a is -3. */
  private CurvePoint doubled() {
    FieldElement delta = z.squared();
    FieldElement gamma = y.squared();
    FieldElement beta = x.times(gamma);
    FieldElement alpha = x.minus(delta).times(x.plus(delta)).times(3);
    FieldElement doubledX = alpha.squared().minus(beta.times(8));
    FieldElement doubledY =
        alpha.times(beta.times(4).minus(doubledX)).minus(gamma.squared().times(8));
    FieldElement doubledZ = y.plus(z).squared().minus(gamma).minus(delta);
    return new CurvePoint(doubledX, doubledY, doubledZ);
  }

  private CurvePoint or(CurvePoint other, long mask) {
    return new CurvePoint(x.or(other.x, mask), y.or(other.y, mask), z.or(other.z, mask));
  }

  /** The digit with that many digits below it. */
  private static int digit(byte[] scalar, int i) {
    int pair = scalar[scalar.length - 1 - i / 2];
    return pair >> DIGIT_BITS * (i % 2) & DIGIT_VALUES - 1;
  }

  private static long onesIfZero(int digit) {
    return digit - 1 >> Integer.SIZE - 1;
  }
}
