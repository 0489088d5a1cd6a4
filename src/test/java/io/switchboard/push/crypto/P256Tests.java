package io.switchboard.push.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class P256Tests {

  /** The receiver's key pair of RFC 8291, appendix A. */
  private static final byte[] receiver =
      decode(
          "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");

  private static final byte[] receiverPrivate =
      decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94");

  /** The order of the curve (SEC 2, 2.4.2). */
  private static final byte[] order =
      HexFormat.of().parseHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

  @Test
  void readsTheKeysOfTheStandard() {
    ECPublicKey publicKey = P256.publicKey(receiver);
    ECPrivateKey privateKey = P256.privateKey(receiverPrivate);

    assertThat(P256.bytes(publicKey)).isEqualTo(receiver);
    assertThat(P256.bytes(privateKey)).isEqualTo(receiverPrivate);
    assertThat(P256.belongTogether(publicKey, privateKey)).isTrue();
  }

  /** Repeated, because a coordinate that starts with zero bits is shorter as a number. */
  @RepeatedTest(50)
  void writesWhatItReads() {
    KeyPair pair = P256.generate();
    byte[] point = P256.bytes((ECPublicKey) pair.getPublic());
    byte[] scalar = P256.bytes((ECPrivateKey) pair.getPrivate());

    assertThat(point).hasSize(65).startsWith(4);
    assertThat(scalar).hasSize(32);
    assertThat(P256.belongTogether(P256.publicKey(point), P256.privateKey(scalar))).isTrue();
  }

  @Test
  void padsShortNumbersWithZeros() {
    byte[] one = new byte[32];
    one[31] = 1;

    assertThat(P256.bytes(P256.privateKey(one))).isEqualTo(one);
  }

  @Test
  void refusesPointBesideTheCurve() {
    byte[] beside = receiver.clone();
    beside[64] ^= 1;

    assertThatThrownBy(() -> P256.publicKey(beside)).hasMessageContaining("not a point");
  }

  @Test
  void refusesCoordinateBeyondTheField() {
    BigInteger p =
        new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    // The point (5, y) exists, and so would (p + 5, y) if coordinates were reduced.
    byte[] beyond =
        HexFormat.of()
            .parseHex(
                "04"
                    + p.add(BigInteger.valueOf(5)).toString(16)
                    + "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc");
    byte[] inside =
        HexFormat.of()
            .parseHex(
                "04"
                    + "0000000000000000000000000000000000000000000000000000000000000005"
                    + "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc");

    assertThat(P256.bytes(P256.publicKey(inside))).isEqualTo(inside);
    assertThatThrownBy(() -> P256.publicKey(beyond)).hasMessageContaining("not below the prime");
  }

  @Test
  void refusesOriginCompressedFormAndWrongLength() {
    byte[] origin = new byte[65];
    origin[0] = 4;
    byte[] compressed = Arrays.copyOf(receiver, 33);
    compressed[0] = 2;

    assertThatThrownBy(() -> P256.publicKey(origin)).hasMessageContaining("not a point");
    assertThatThrownBy(() -> P256.publicKey(compressed)).hasMessageContaining("uncompressed");
    assertThatThrownBy(() -> P256.publicKey(new byte[0])).hasMessageContaining("uncompressed");
    assertThatThrownBy(() -> P256.publicKey(new byte[65])).hasMessageContaining("uncompressed");
  }

  @Test
  void refusesPrivateKeyOutsideTheGroup() {
    assertThatThrownBy(() -> P256.privateKey(new byte[32])).hasMessageContaining("private key");
    assertThatThrownBy(() -> P256.privateKey(order)).hasMessageContaining("private key");
    assertThatThrownBy(() -> P256.privateKey(new byte[31])).hasMessageContaining("private key");
  }

  @Test
  void knowsPairsThatDoNotBelongTogether() {
    ECPublicKey other = (ECPublicKey) P256.generate().getPublic();

    assertThat(P256.belongTogether(other, P256.privateKey(receiverPrivate))).isFalse();
  }

  private static byte[] decode(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
