package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.push.crypto.P256;
import io.switchboard.security.Keys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

class VapidTests {

  private static final String SUBJECT = "switchboard.push.vapid.subject=mailto:ops@example.com";

  @TempDir Path directory;

  private final KeyPair pair = P256.generate();
  private final String publicKey = Browser.base64url(P256.bytes((ECPublicKey) pair.getPublic()));
  private final String privateKey = Browser.base64url(P256.bytes((ECPrivateKey) pair.getPrivate()));

  @Test
  void usesTheConfiguredPair() {
    production()
        .withPropertyValues(SUBJECT, publicKey(publicKey), privateKey(privateKey))
        .run(context -> assertThat(context.getBean(Vapid.class).publicKey()).isEqualTo(publicKey));
  }

  @Test
  void acceptsPaddedKeys() {
    production()
        .withPropertyValues(SUBJECT, publicKey(publicKey + "="), privateKey(privateKey + "="))
        .run(context -> assertThat(context.getBean(Vapid.class).publicKey()).isEqualTo(publicKey));
  }

  @Test
  void keepsThePairItGeneratedAtTheFirstStart() {
    String[] seen = new String[2];
    dev().run(context -> seen[0] = context.getBean(Vapid.class).publicKey());
    dev().run(context -> seen[1] = context.getBean(Vapid.class).publicKey());

    assertThat(Base64.getUrlDecoder().decode(seen[0])).hasSize(65).startsWith(4);
    assertThat(seen[1]).isEqualTo(seen[0]);
    assertThat(directory.resolve("vapid.key"))
        .content()
        .startsWith(seen[0] + ":")
        .hasSize(87 + 1 + 43);
  }

  @Test
  void generatesNothingInProduction() {
    production()
        .withPropertyValues(SUBJECT)
        .run(
            context -> {
              assertThat(context.getStartupFailure())
                  .rootCause()
                  .hasMessageContaining("Set switchboard.push.vapid.public-key");
              assertThat(Files.list(directory)).isEmpty();
            });
  }

  @Test
  void refusesKeysOfDifferentPairs() {
    String other = Browser.base64url(P256.bytes((ECPrivateKey) P256.generate().getPrivate()));

    assertFails("do not belong together", SUBJECT, publicKey(publicKey), privateKey(other));
  }

  @Test
  void refusesHalfAPair() {
    assertFails("private-key from the same pair", SUBJECT, publicKey(publicKey));
    assertFails("public-key from the same pair", SUBJECT, privateKey(privateKey), publicKey(" "));
  }

  @Test
  void refusesAPreviousPairThatIsNone() {
    String previous = "switchboard.push.vapid.previous[0].";
    String[] complete = {SUBJECT, publicKey(publicKey), privateKey(privateKey)};
    assertFails(
        previous + "private-key from the same pair",
        with(complete, previous + "public-key=" + publicKey));
    assertFails(
        previous + "public-key and " + previous + "private-key are empty",
        with(complete, previous + "public-key="));
  }

  @Test
  void refusesPublicKeyThatIsNone() {
    assertFails(
        "switchboard.push.vapid.public-key is 'AAAA'",
        SUBJECT,
        publicKey("AAAA"),
        privateKey(privateKey));
  }

  @Test
  void neverShowsAPrivateKeyThatItRefuses() {
    String wrong = privateKey.substring(1);
    production()
        .withPropertyValues(SUBJECT, publicKey(publicKey), privateKey(wrong))
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("switchboard.push.vapid.private-key does not hold")
                    .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain(wrong)));
  }

  @Test
  void refusesSubjectThatNobodyCanBeReachedAt() {
    for (String subject :
        new String[] {
          "",
          "ops@example.com",
          "mailto:",
          "mailto:ops",
          "http://example.com",
          "https:",
          "mailto:x@localhost",
          "mailto:x@host.localdomain",
          "mailto:x@printer.local",
          "mailto:x@127.0.0.1",
          "https://localhost/contact",
          "https://[::1]/contact",
          "https://team.internal/contact"
        }) {
      assertFails(
          "switchboard.push.vapid.subject is '" + subject + "'",
          "switchboard.push.vapid.subject=" + subject,
          publicKey(publicKey),
          privateKey(privateKey));
    }
    production()
        .withPropertyValues(
            "switchboard.push.vapid.subject=https://example.com/contact",
            publicKey(publicKey),
            privateKey(privateKey))
        .run(context -> assertThat(context).hasNotFailed());
  }

  private void assertFails(String message, String... properties) {
    production()
        .withPropertyValues(properties)
        .run(context -> assertThat(context.getStartupFailure()).hasStackTraceContaining(message));
  }

  private static String[] with(String[] properties, String another) {
    String[] more = Arrays.copyOf(properties, properties.length + 1);
    more[properties.length] = another;
    return more;
  }

  private ApplicationContextRunner dev() {
    return production().withPropertyValues("spring.profiles.active=dev", SUBJECT);
  }

  private ApplicationContextRunner production() {
    return new ApplicationContextRunner()
        .withUserConfiguration(Application.class)
        .withPropertyValues("switchboard.security.generated-keys.directory=" + directory);
  }

  private static String publicKey(String key) {
    return "switchboard.push.vapid.public-key=" + key;
  }

  private static String privateKey(String key) {
    return "switchboard.push.vapid.private-key=" + key;
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Configuration(proxyBeanMethods = false)
  @ConfigurationPropertiesScan({"io.switchboard.push", "io.switchboard.security"})
  @Import({Keys.class, Vapid.class})
  static class Application {}
}
