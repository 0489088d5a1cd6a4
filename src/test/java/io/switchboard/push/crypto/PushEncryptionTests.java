package io.switchboard.push.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.testing.PushClient;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushEncryptionTests {

  private final SecureRandom random = new SecureRandom();

  /** RFC 8291, appendix A. */
  @Test
  void encryptsTheExampleOfTheStandardByteForByte() {
    byte[] browser =
        decode(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");

    byte[] body =
        PushEncryption.encrypt(
            "When I grow up, I want to be a watermelon".getBytes(StandardCharsets.UTF_8),
            browser,
            decode("BTBZMqHH6r4Tts7J_aSIgg"),
            new EphemeralKey(decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")),
            decode("DGv6ra1nlYgDCS1FRnbzlw"));

    assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(body))
        .isEqualTo(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocIn"
                + "mYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWL"
                + "VWGNWQexSgSxsj_Qulcy4a-fN");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 41, 2_700, 3_993})
  void isDecryptedByAnotherLibrary(int length) {
    PushClient browser = new PushClient("https://push.example.org/1");
    byte[] salt = new byte[PushEncryption.SALT_BYTES];
    random.nextBytes(salt);
    String text = "x".repeat(length);

    byte[] body =
        PushEncryption.encrypt(
            text.getBytes(StandardCharsets.UTF_8),
            browser.p256dh(),
            browser.auth(),
            EphemeralKey.generate(random),
            salt);

    assertThat(browser.decrypt(body)).isEqualTo(text);
    assertThatThrownBy(() -> new PushClient("https://push.example.org/2").decrypt(body))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesWhatDoesNotFitIntoOneRecord() {
    PushClient browser = new PushClient("https://push.example.org/1");

    assertThatThrownBy(
            () ->
                PushEncryption.encrypt(
                    new byte[4_080],
                    browser.p256dh(),
                    browser.auth(),
                    EphemeralKey.generate(random),
                    new byte[16]))
        .hasMessageContaining("4080");
  }

  private static byte[] decode(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
