package io.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secrets that {@code docker-compose.yml} has made at its first start. */
class ComposeKeysTests {

  @TempDir Path directory;

  @Test
  void makesASecretAndAnEncryptionKeyOf32Bytes() throws Exception {
    Properties keys = generate();

    assertThat(decode(keys, "switchboard.security.jwt.secret")).hasSize(32);
    assertThat(decode(keys, "switchboard.security.encryption.key"))
        .hasSize(32)
        .isNotEqualTo(decode(keys, "switchboard.security.jwt.secret"));
  }

  @Test
  void makesAVapidPairWhosePublicKeyVerifiesWhatItsPrivateKeySigns() throws Exception {
    Properties keys = generate();
    byte[] point = url(keys, "switchboard.push.vapid.public-key");
    byte[] scalar = url(keys, "switchboard.push.vapid.private-key");

    assertThat(point).hasSize(65).startsWith(4);
    assertThat(scalar).hasSize(32);
    byte[] message = {1, 2, 3};
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(privateKey(scalar));
    signature.update(message);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey(point));
    signature.update(message);
    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void givesTheServiceTheLoginsOfItsDatabaseAndItsBroker() throws Exception {
    Properties keys = generate();

    assertThat(directory.resolve("postgres/password"))
        .hasContent(keys.getProperty("spring.datasource.password"));
    assertThat(properties(directory.resolve("rabbitmq/rabbitmq.conf")))
        .containsEntry("default_user", "switchboard")
        .containsEntry("default_vhost", "switchboard")
        .containsEntry("default_pass", keys.getProperty("switchboard.broker.relay.passcode"));
  }

  @Test
  void keepsWhatItMadeAtTheFirstStart() throws Exception {
    Properties first = generate();

    assertThat(generate()).isEqualTo(first);
  }

  private Properties generate() throws Exception {
    return properties(ComposeKeys.generate(directory));
  }

  private static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }

  private static byte[] decode(Properties keys, String name) {
    return Base64.getDecoder().decode(keys.getProperty(name));
  }

  private static byte[] url(Properties keys, String name) {
    assertThat(keys.getProperty(name)).doesNotContain("=");
    return Base64.getUrlDecoder().decode(keys.getProperty(name));
  }

  private static PrivateKey privateKey(byte[] scalar) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC")
        .generatePrivate(new ECPrivateKeySpec(new BigInteger(1, scalar), p256()));
  }

  private static PublicKey publicKey(byte[] point) throws GeneralSecurityException {
    ECPoint affine =
        new ECPoint(
            new BigInteger(1, Arrays.copyOfRange(point, 1, 33)),
            new BigInteger(1, Arrays.copyOfRange(point, 33, 65)));
    return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(affine, p256()));
  }

  private static ECParameterSpec p256() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }
}
