package io.switchboard.push.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;

/** The JDK's own key agreement is the oracle. */
class EphemeralKeyTests {

  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private final SecureRandom random = new SecureRandom();

  @Test
  void agreesWithTheJdkForRandomKeys() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      assertAgrees(EphemeralKey.generate(random));
    }
  }

  /** Small ones, those next to the order, powers, and those with long runs of one digit. */
  @Test
  void agreesWithTheJdkForUnusualScalars() throws Exception {
    List<BigInteger> scalars = new ArrayList<>();
    for (int i = 1; i <= 36; i++) {
      BigInteger power = BigInteger.TWO.pow(7 * i);
      scalars.add(BigInteger.valueOf(i));
      scalars.add(ORDER.subtract(BigInteger.valueOf(i)));
      scalars.add(power);
      scalars.add(power.subtract(BigInteger.ONE));
      scalars.add(ORDER.subtract(power));
      scalars.add(ORDER.shiftRight(7 * i));
    }
    for (BigInteger scalar : scalars) {
      assertAgrees(new EphemeralKey(bytes(scalar)));
    }
  }

  /** A known answer that both sides of the other tests do not share: twice the base point. */
  @Test
  void multipliesTheBasePoint() {
    assertThat(new EphemeralKey(bytes(BigInteger.TWO)).publicPoint())
        .asHexString()
        .isEqualToIgnoringCase(
            "047cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978"
                + "07775510db8ed040293d9ac69f7430dbba7dade63ce982299e04b79d227873d1");
  }

  @Test
  void isAnotherEachTime() {
    assertThat(EphemeralKey.generate(random).publicPoint())
        .isNotEqualTo(EphemeralKey.generate(random).publicPoint());
  }

  @Test
  void refusesScalarThatGivesNoPoint() {
    for (byte[] scalar : List.of(bytes(ORDER), new byte[32], new byte[31], new byte[33])) {
      assertThatThrownBy(() -> new EphemeralKey(scalar))
          .as(HexFormat.of().formatHex(scalar))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void assertAgrees(EphemeralKey ephemeral) throws Exception {
    KeyPair other = P256.generate();
    byte[] point = P256.bytes((ECPublicKey) other.getPublic());
    KeyAgreement theirs = KeyAgreement.getInstance("ECDH");
    theirs.init(other.getPrivate());
    theirs.doPhase(P256.publicKey(ephemeral.publicPoint()), true);

    assertThat(ephemeral.agree(CurvePoint.of(point)))
        .as("%s", new BigInteger(1, ephemeral.scalar()))
        .isEqualTo(theirs.generateSecret());
  }

  private static byte[] bytes(BigInteger number) {
    return HexFormat.of().parseHex("%064x".formatted(number));
  }
}
