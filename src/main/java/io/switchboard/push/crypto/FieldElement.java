package io.switchboard.push.crypto;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * A number modulo the prime of P-256 (SP 800-186, 3.2.1.3), times 2<sup>270</sup> as Montgomery
 * proposed, so that a product needs no division. It is the sum of limb<sub>i</sub> ·
 * 2<sup>54i</sup>. Limbs are signed and may outgrow their 54 bits: only products carry, and each
 * factor of a product may be the sum or difference of up to eight of them.
 *
 * <p>Unless said otherwise nothing here takes a time that depends on the number.
 */
record FieldElement(long limb0, long limb1, long limb2, long limb3, long limb4) {

  static final int BYTES = 32;

  private static final BigInteger PRIME =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

  private static final int LIMBS = 5;
  private static final int LIMB_BITS = 54;
  private static final long MASK = (1L << LIMB_BITS) - 1;

  /** Factors shifted by half of a word's free bits have the upper part of their product in one. */
  private static final int HALF_FREE_BITS = (Long.SIZE - LIMB_BITS) / 2;

  private static final BigInteger RADIX = BigInteger.TWO.pow(LIMB_BITS * LIMBS);
  private static final FieldElement RADIX_SQUARED = limbs(RADIX.pow(2).mod(PRIME));
  private static final FieldElement INVERSE_OF_RADIX = limbs(BigInteger.ONE);
  private static final FieldElement PRIME_ITSELF = limbs(PRIME);

  static final FieldElement ONE = of(BigInteger.ONE);

  /**
   * Takes a time that depends on the number.
   *
   * @throws IllegalArgumentException if it is not below the prime
   */
  static FieldElement of(BigInteger number) {
    if (number.signum() < 0 || number.compareTo(PRIME) >= 0) {
      throw new IllegalArgumentException("not below the prime of P-256");
    }
    return limbs(number).times(RADIX_SQUARED);
  }

  private static FieldElement limbs(BigInteger number) {
    long[] limbs = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      limbs[i] = number.shiftRight(LIMB_BITS * i).longValue() & MASK;
    }
    return new FieldElement(limbs[0], limbs[1], limbs[2], limbs[3], limbs[4]);
  }

  FieldElement plus(FieldElement b) {
    return new FieldElement(
        limb0 + b.limb0, limb1 + b.limb1, limb2 + b.limb2, limb3 + b.limb3, limb4 + b.limb4);
  }

  FieldElement minus(FieldElement b) {
    return new FieldElement(
        limb0 - b.limb0, limb1 - b.limb1, limb2 - b.limb2, limb3 - b.limb3, limb4 - b.limb4);
  }

  /** Counts as one product in further ones. */
  FieldElement times(int b) {
    return carried(limb0 * b, limb1 * b, limb2 * b, limb3 * b, limb4 * b);
  }

  /**
   * Adds this times each limb of the other, and each time a multiple of the prime that makes the
   * lowest limb zero, which is dropped. The prime ends in 54 ones, so that multiple is the limb
   * itself; the rest of the prime is 2<sup>96</sup> + 2<sup>192</sup> - 2<sup>224</sup> +
   * 2<sup>256</sup>.
   */
  FieldElement times(FieldElement b) {
    long upper0 = limb0 << HALF_FREE_BITS;
    long upper1 = limb1 << HALF_FREE_BITS;
    long upper2 = limb2 << HALF_FREE_BITS;
    long upper3 = limb3 << HALF_FREE_BITS;
    long upper4 = limb4 << HALF_FREE_BITS;
    long sum0 = 0;
    long sum1 = 0;
    long sum2 = 0;
    long sum3 = 0;
    long sum4 = 0;
    for (int i = 0; i < LIMBS; i++) {
      long limb = b.limb(i);
      long upper = limb << HALF_FREE_BITS;
      sum0 += limb0 * limb & MASK;
      sum1 += (limb1 * limb & MASK) + Math.multiplyHigh(upper0, upper);
      sum2 += (limb2 * limb & MASK) + Math.multiplyHigh(upper1, upper);
      sum3 += (limb3 * limb & MASK) + Math.multiplyHigh(upper2, upper);
      sum4 += (limb4 * limb & MASK) + Math.multiplyHigh(upper3, upper);
      long sum5 = Math.multiplyHigh(upper4, upper);

      long multiple = sum0 & MASK;
      sum0 = sum1 + (sum0 >> LIMB_BITS) + (multiple << 42 & MASK);
      sum1 = sum2 + (multiple >>> 12);
      sum2 = sum3 + (multiple << 30 & MASK);
      sum3 = sum4 + (multiple >>> 24) - (multiple << 8 & MASK) + (multiple << 40 & MASK);
      sum4 = sum5 - (multiple >>> 46) + (multiple >>> 14);
    }
    return carried(sum0, sum1, sum2, sum3, sum4);
  }

  /** The same with the products that come twice made once, and all of them before they carry. */
  FieldElement squared() {
    long upper0 = limb0 << HALF_FREE_BITS;
    long upper1 = limb1 << HALF_FREE_BITS;
    long upper2 = limb2 << HALF_FREE_BITS;
    long upper3 = limb3 << HALF_FREE_BITS;
    long upper4 = limb4 << HALF_FREE_BITS;
    long sum0 = limb0 * limb0 & MASK;
    long sum1 = 2 * (limb0 * limb1 & MASK) + Math.multiplyHigh(upper0, upper0);
    long sum2 =
        2 * ((limb0 * limb2 & MASK) + Math.multiplyHigh(upper0, upper1)) + (limb1 * limb1 & MASK);
    long sum3 =
        2 * ((limb0 * limb3 & MASK) + (limb1 * limb2 & MASK) + Math.multiplyHigh(upper0, upper2))
            + Math.multiplyHigh(upper1, upper1);
    long sum4 =
        2
                * ((limb0 * limb4 & MASK)
                    + (limb1 * limb3 & MASK)
                    + Math.multiplyHigh(upper0, upper3)
                    + Math.multiplyHigh(upper1, upper2))
            + (limb2 * limb2 & MASK);
    long sum5 =
        2
                * ((limb1 * limb4 & MASK)
                    + (limb2 * limb3 & MASK)
                    + Math.multiplyHigh(upper0, upper4)
                    + Math.multiplyHigh(upper1, upper3))
            + Math.multiplyHigh(upper2, upper2);
    long sum6 =
        2
                * ((limb2 * limb4 & MASK)
                    + Math.multiplyHigh(upper1, upper4)
                    + Math.multiplyHigh(upper2, upper3))
            + (limb3 * limb3 & MASK);
    long sum7 =
        2 * ((limb3 * limb4 & MASK) + Math.multiplyHigh(upper2, upper4))
            + Math.multiplyHigh(upper3, upper3);
    long sum8 = 2 * Math.multiplyHigh(upper3, upper4) + (limb4 * limb4 & MASK);
    long sum9 = Math.multiplyHigh(upper4, upper4);
    for (int i = 0; i < LIMBS; i++) {
      long multiple = sum0 & MASK;
      sum0 = sum1 + (sum0 >> LIMB_BITS) + (multiple << 42 & MASK);
      sum1 = sum2 + (multiple >>> 12);
      sum2 = sum3 + (multiple << 30 & MASK);
      sum3 = sum4 + (multiple >>> 24) - (multiple << 8 & MASK) + (multiple << 40 & MASK);
      sum4 = sum5 - (multiple >>> 46) + (multiple >>> 14);
      sum5 = sum6;
      sum6 = sum7;
      sum7 = sum8;
      sum8 = sum9;
      sum9 = 0;
    }
    return carried(sum0, sum1, sum2, sum3, sum4);
  }

  private FieldElement squared(int times) {
    FieldElement square = this;
    for (int i = 0; i < times; i++) {
      square = square.squared();
    }
    return square;
  }

  /**
   * By Fermat's little theorem: to the power of the prime less two, which in words of 32 bits is
   * ffffffff 00000001 00000000 00000000 00000000 ffffffff ffffffff fffffffd. The inverse of zero is
   * zero.
   */
  FieldElement inverse() {
    FieldElement ones2 = squared().times(this);
    FieldElement ones4 = ones2.squared(2).times(ones2);
    FieldElement ones8 = ones4.squared(4).times(ones4);
    FieldElement ones16 = ones8.squared(8).times(ones8);
    FieldElement ones30 =
        ones16.squared(8).times(ones8).squared(4).times(ones4).squared(2).times(ones2);
    FieldElement ones32 = ones30.squared(2).times(ones2);
    return ones32
        .squared(32)
        .times(this)
        .squared(128)
        .times(ones32)
        .squared(32)
        .times(ones32)
        .squared(30)
        .times(ones30)
        .squared(2)
        .times(this);
  }

  /**
   * @param mask all ones to get this, zero to get the other
   */
  FieldElement or(FieldElement other, long mask) {
    return new FieldElement(
        limb0 & mask | other.limb0 & ~mask,
        limb1 & mask | other.limb1 & ~mask,
        limb2 & mask | other.limb2 & ~mask,
        limb3 & mask | other.limb3 & ~mask,
        limb4 & mask | other.limb4 & ~mask);
  }

  /** The number itself, the highest byte first. */
  byte[] bytes() {
    FieldElement number = times(INVERSE_OF_RADIX).canonical();
    return ByteBuffer.allocate(BYTES)
        .putLong(number.limb3 >>> 30 | number.limb4 << 24)
        .putLong(number.limb2 >>> 20 | number.limb3 << 34)
        .putLong(number.limb1 >>> 10 | number.limb2 << 44)
        .putLong(number.limb0 | number.limb1 << 54)
        .array();
  }

  /** What was divided by the radix is from zero to the prime, which is zero again. */
  private FieldElement canonical() {
    FieldElement less = minus(PRIME_ITSELF);
    less = carried(less.limb0, less.limb1, less.limb2, less.limb3, less.limb4);
    return or(less, less.limb4 >> Long.SIZE - 1);
  }

  private long limb(int i) {
    return switch (i) {
      case 0 -> limb0;
      case 1 -> limb1;
      case 2 -> limb2;
      case 3 -> limb3;
      default -> limb4;
    };
  }

  private static FieldElement carried(long sum0, long sum1, long sum2, long sum3, long sum4) {
    long carried1 = sum1 + (sum0 >> LIMB_BITS);
    long carried2 = sum2 + (carried1 >> LIMB_BITS);
    long carried3 = sum3 + (carried2 >> LIMB_BITS);
    long carried4 = sum4 + (carried3 >> LIMB_BITS);
    return new FieldElement(
        sum0 & MASK, carried1 & MASK, carried2 & MASK, carried3 & MASK, carried4);
  }
}
