package io.switchboard.push.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Arithmetic on big integers is the oracle. */
class FieldElementTests {

  private static final BigInteger PRIME =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

  private final Random random = new Random(8291);
  private final List<BigInteger> numbers = numbers();

  @Test
  void calculatesAsBigIntegersDo() {
    for (BigInteger a : numbers) {
      for (BigInteger b : numbers) {
        FieldElement x = FieldElement.of(a);
        FieldElement y = FieldElement.of(b);
        assertThat(number(x.plus(y))).isEqualTo(a.add(b).mod(PRIME));
        assertThat(number(x.minus(y))).isEqualTo(a.subtract(b).mod(PRIME));
        assertThat(number(x.times(y))).isEqualTo(a.multiply(b).mod(PRIME));
      }
    }
  }

  @Test
  void multipliesTheLargestSumsAndDifferences() {
    for (BigInteger a : numbers) {
      for (BigInteger b : numbers) {
        FieldElement sum = FieldElement.of(a);
        FieldElement difference = FieldElement.of(a);
        for (int i = 1; i < 8; i++) {
          sum = sum.plus(FieldElement.of(b));
          difference = difference.minus(FieldElement.of(b));
        }
        BigInteger sums = a.add(b.multiply(BigInteger.valueOf(7)));
        BigInteger differences = a.subtract(b.multiply(BigInteger.valueOf(7)));
        assertThat(number(sum.times(sum))).isEqualTo(sums.pow(2).mod(PRIME));
        assertThat(number(difference.times(difference))).isEqualTo(differences.pow(2).mod(PRIME));
        assertThat(number(sum.squared())).isEqualTo(sums.pow(2).mod(PRIME));
        assertThat(number(difference.squared())).isEqualTo(differences.pow(2).mod(PRIME));
        assertThat(number(sum.times(difference))).isEqualTo(sums.multiply(differences).mod(PRIME));
        assertThat(number(difference.times(8)))
            .isEqualTo(differences.multiply(BigInteger.valueOf(8)).mod(PRIME));
      }
    }
  }

  @Test
  void invertsAllButZero() {
    for (BigInteger a : numbers) {
      BigInteger inverse = a.signum() == 0 ? a : a.modInverse(PRIME);
      assertThat(number(FieldElement.of(a).inverse())).isEqualTo(inverse);
    }
  }

  @Test
  void choosesByTheMask() {
    FieldElement one = FieldElement.of(BigInteger.ONE);
    FieldElement two = FieldElement.of(BigInteger.TWO);

    assertThat(one.or(two, -1)).isEqualTo(one);
    assertThat(one.or(two, 0)).isEqualTo(two);
  }

  @Test
  void refusesNumbersOutsideTheField() {
    assertThatThrownBy(() -> FieldElement.of(PRIME)).hasMessageContaining("prime");
    assertThatThrownBy(() -> FieldElement.of(BigInteger.ONE.negate()))
        .hasMessageContaining("prime");
  }

  private static BigInteger number(FieldElement element) {
    byte[] bytes = element.bytes();
    assertThat(bytes).hasSize(FieldElement.BYTES);
    return new BigInteger(1, bytes);
  }

  /**
   * At both ends, around each power of two that ends a limb or a part of the prime, and between.
   */
  private List<BigInteger> numbers() {
    List<BigInteger> chosen = new ArrayList<>();
    for (int bit : List.of(0, 1, 53, 54, 96, 107, 108, 162, 192, 216, 224, 255)) {
      BigInteger power = BigInteger.TWO.pow(bit);
      chosen.addAll(List.of(power, power.subtract(BigInteger.ONE), PRIME.subtract(power)));
    }
    for (int i = 0; i < 20; i++) {
      chosen.add(new BigInteger(256, random).mod(PRIME));
    }
    return chosen;
  }
}
