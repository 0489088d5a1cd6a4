package io.switchboard.push;

import java.math.BigInteger;

/**
 * Arithmetic modulo the prime of P-256, on four words of 64 bits, the lowest first. Elements are in
 * Montgomery's form, in which a product needs no division; this prime ends in 64 ones, so that the
 * factor of each reduction step is the lowest word itself.
 */
final class P256Field {

  static final BigInteger P =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

  private static final int BITS = 256;
  private static final int WORDS = 4;
  private static final BigInteger R = BigInteger.ONE.shiftLeft(BITS);
  private static final BigInteger R_INVERSE = R.modInverse(P);
  private static final BigInteger EXPONENT_OF_INVERSE = P.subtract(BigInteger.TWO);

  private static final long P0 = -1L;
  private static final long P1 = 0xffffffffL;
  private static final long P3 = 0xffffffff00000001L;

  private P256Field() {}

  static long[] element(BigInteger number) {
    BigInteger montgomery = number.multiply(R).mod(P);
    long[] words = new long[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = montgomery.shiftRight(64 * i).longValue();
    }
    return words;
  }

  static BigInteger number(long[] element) {
    BigInteger montgomery = BigInteger.ZERO;
    for (int i = WORDS - 1; i >= 0; i--) {
      BigInteger word = new BigInteger(Long.toUnsignedString(element[i]));
      montgomery = montgomery.shiftLeft(64).or(word);
    }
    return montgomery.multiply(R_INVERSE).mod(P);
  }

  static boolean isZero(long[] a) {
    return (a[0] | a[1] | a[2] | a[3]) == 0;
  }

  static long[] add(long[] a, long[] b) {
    long r0 = a[0] + b[0];
    long carry = carry(r0, a[0]);
    long r1 = a[1] + carry;
    carry = carry(r1, carry);
    r1 += b[1];
    carry += carry(r1, b[1]);
    long r2 = a[2] + carry;
    carry = carry(r2, carry);
    r2 += b[2];
    carry += carry(r2, b[2]);
    long r3 = a[3] + carry;
    carry = carry(r3, carry);
    r3 += b[3];
    carry += carry(r3, b[3]);
    return reduced(r0, r1, r2, r3, carry);
  }

  static long[] subtract(long[] a, long[] b) {
    return add(a, negative(b));
  }

  static long[] twice(long[] a) {
    return add(a, a);
  }

  static long[] square(long[] a) {
    return multiply(a, a);
  }

  static long[] multiply(long[] a, long[] b) {
    long a0 = a[0];
    long a1 = a[1];
    long a2 = a[2];
    long a3 = a[3];
    long t0 = 0;
    long t1 = 0;
    long t2 = 0;
    long t3 = 0;
    long t4 = 0;
    for (int i = 0; i < WORDS; i++) {
      long word = b[i];
      long low = a0 * word;
      t0 += low;
      long carry = Math.unsignedMultiplyHigh(a0, word) + carry(t0, low);
      low = a1 * word + carry;
      carry = Math.unsignedMultiplyHigh(a1, word) + carry(low, carry);
      t1 += low;
      carry += carry(t1, low);
      low = a2 * word + carry;
      carry = Math.unsignedMultiplyHigh(a2, word) + carry(low, carry);
      t2 += low;
      carry += carry(t2, low);
      low = a3 * word + carry;
      carry = Math.unsignedMultiplyHigh(a3, word) + carry(low, carry);
      t3 += low;
      carry += carry(t3, low);
      t4 += carry;
      long t5 = carry(t4, carry);

      // Adding t0 times the prime makes the lowest word 0 and carries t0.
      long factor = t0;
      low = factor * P1 + factor;
      carry = Math.unsignedMultiplyHigh(factor, P1) + carry(low, factor);
      t1 += low;
      carry += carry(t1, low);
      t0 = t1;
      t1 = t2 + carry;
      carry = carry(t1, carry);
      low = factor * P3 + carry;
      carry = Math.unsignedMultiplyHigh(factor, P3) + carry(low, carry);
      t2 = t3 + low;
      carry += carry(t2, low);
      t3 = t4 + carry;
      t4 = t5 + carry(t3, carry);
    }
    return reduced(t0, t1, t2, t3, t4);
  }

  /** By Fermat's little theorem. */
  static long[] inverse(long[] a) {
    long[] result = a;
    for (int i = EXPONENT_OF_INVERSE.bitLength() - 2; i >= 0; i--) {
      result = square(result);
      if (EXPONENT_OF_INVERSE.testBit(i)) {
        result = multiply(result, a);
      }
    }
    return result;
  }

  private static long[] negative(long[] a) {
    if (isZero(a)) {
      return a;
    }
    long r0 = P0 - a[0];
    long r1 = P1 - a[1];
    long borrow = borrow(P1, a[1]);
    long r2 = -a[2] - borrow;
    borrow = (a[2] | borrow) == 0 ? 0 : 1;
    long r3 = P3 - a[3] - borrow;
    return new long[] {r0, r1, r2, r3};
  }

  /** Subtracts the prime once if the number is not below it. */
  private static long[] reduced(long r0, long r1, long r2, long r3, long carry) {
    long s0 = r0 - P0;
    long borrow = borrow(r0, P0);
    long s1 = r1 - P1 - borrow;
    borrow = borrow(r1, P1) | borrow(r1 - P1, borrow);
    long s2 = r2 - borrow;
    borrow = borrow(r2, borrow);
    long s3 = r3 - P3 - borrow;
    borrow = borrow(r3, P3) | borrow(r3 - P3, borrow);
    return carry != 0 || borrow == 0 ? new long[] {s0, s1, s2, s3} : new long[] {r0, r1, r2, r3};
  }

  /** 1 if adding that summand has wrapped the sum around. */
  private static long carry(long sum, long summand) {
    return Long.compareUnsigned(sum, summand) < 0 ? 1 : 0;
  }

  private static long borrow(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
  }
}
