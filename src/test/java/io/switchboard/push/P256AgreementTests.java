package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;

/** The JDK's own agreement, and arithmetic on big integers, are the oracles. */
class P256AgreementTests {

  private static final BigInteger P = P256Field.P;
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private final Random random = new Random(8291);

  @Test
  void agreesWithTheJdkForRandomKeys() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      assertAgrees(P256.generate(), (ECPublicKey) P256.generate().getPublic());
    }
  }

  /** Small ones, those next to the order, and those with long runs of one digit. */
  @Test
  void agreesWithTheJdkForUnusualScalars() throws Exception {
    List<BigInteger> scalars = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      scalars.add(BigInteger.valueOf(i));
      scalars.add(ORDER.subtract(BigInteger.valueOf(i)));
      scalars.add(BigInteger.ONE.shiftLeft(6 * i));
      scalars.add(BigInteger.ONE.shiftLeft(6 * i).subtract(BigInteger.ONE));
    }
    KeyPair other = P256.generate();
    for (BigInteger scalar : scalars) {
      KeyPair unusual = new KeyPair(other.getPublic(), P256.privateKey(bytes(scalar)));
      assertAgrees(unusual, (ECPublicKey) P256.generate().getPublic());
    }
  }

  @Test
  void refusesScalarThatGivesNoPoint() {
    assertThatThrownBy(() -> P256.privateKey(bytes(ORDER)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> P256.privateKey(new byte[32]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void calculatesAsBigIntegersDo() {
    List<BigInteger> numbers = new ArrayList<>();
    for (int bit = 0; bit <= 255; bit += 5) {
      numbers.add(BigInteger.ONE.shiftLeft(bit));
      numbers.add(BigInteger.ONE.shiftLeft(bit).subtract(BigInteger.ONE));
      numbers.add(P.subtract(BigInteger.ONE.shiftLeft(bit)).mod(P));
    }
    for (int i = 0; i < 100; i++) {
      numbers.add(new BigInteger(256, random).mod(P));
    }
    for (BigInteger a : numbers) {
      for (BigInteger b : numbers) {
        assertCalculates(a, b);
      }
    }
  }

  private static void assertCalculates(BigInteger a, BigInteger b) {
    long[] left = P256Field.element(a);
    long[] right = P256Field.element(b);
    assertThat(P256Field.number(P256Field.multiply(left, right))).isEqualTo(a.multiply(b).mod(P));
    assertThat(P256Field.number(P256Field.add(left, right))).isEqualTo(a.add(b).mod(P));
    assertThat(P256Field.number(P256Field.subtract(left, right))).isEqualTo(a.subtract(b).mod(P));
  }

  private static void assertAgrees(KeyPair mine, ECPublicKey other) throws Exception {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(mine.getPrivate());
    agreement.doPhase(other, true);
    assertThat(P256Agreement.secret((ECPrivateKey) mine.getPrivate(), other))
        .isEqualTo(agreement.generateSecret());
  }

  private static byte[] bytes(BigInteger number) {
    byte[] all = number.toByteArray();
    byte[] bytes = new byte[32];
    int length = Math.min(all.length, 32);
    System.arraycopy(all, all.length - length, bytes, 32 - length, length);
    return bytes;
  }
}
