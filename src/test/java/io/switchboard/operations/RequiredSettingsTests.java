package io.switchboard.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.SwitchboardApplication;
import io.switchboard.testing.Api;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;

/** Starts the service as production does: without profile {@code dev}. */
@ExtendWith(OutputCaptureExtension.class)
class RequiredSettingsTests {

  private static final String JWT = "switchboard.security.jwt.";
  private static final String SECRET = JWT + "secret=thirty-two-bytes-of-plain-secret";
  private static final String ENCRYPTION =
      "switchboard.security.encryption.key=" + Base64.getEncoder().encodeToString(new byte[32]);

  /** The receiver's key pair of RFC 8291, appendix A. */
  private static final String VAPID_PUBLIC =
      "switchboard.push.vapid.public-key="
          + "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

  private static final String VAPID_PRIVATE =
      "switchboard.push.vapid.private-key=q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";

  private static final String SUBJECT = "switchboard.push.vapid.subject=mailto:ops@example.com";

  private static final String HALF =
      "Only switchboard.push.vapid.previous[0].public-key is set; set"
          + " switchboard.push.vapid.previous[0].private-key from the same pair as well.";

  @Test
  void refusesToStartWithoutKeysAndSaysSoInOneSentence(CapturedOutput output) {
    assertThatThrownBy(() -> start(List.of())).isInstanceOf(SettingsMissing.class);

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(
            "Switchboard does not start without its keys: set one of"
                + " switchboard.security.jwt.issuer-uri, switchboard.security.jwt.jwk-set-uri,"
                + " switchboard.security.jwt.secret; switchboard.security.encryption.key;"
                + " switchboard.push.vapid.public-key; switchboard.push.vapid.private-key;"
                + " switchboard.push.vapid.subject (only profile dev makes keys by itself).")
        .doesNotContain("\tat ", "Action:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "switchboard.push.vapid.subject",
        "switchboard.push.vapid.private-key",
        "switchboard.push.vapid.public-key",
        "switchboard.security.encryption.key"
      })
  void namesTheOneThatIsMissing(String missing) {
    List<String> settings = new ArrayList<>(complete(SECRET));
    settings.removeIf(setting -> setting.startsWith(missing + "="));

    assertThatThrownBy(() -> start(settings))
        .hasMessage(
            "Switchboard does not start without its keys: set "
                + missing
                + " (only profile dev makes keys by itself).");
  }

  @Test
  void takesBlankForMissing() {
    assertThatThrownBy(() -> start(complete(JWT + "secret= ")))
        .hasMessageContaining("set one of switchboard.security.jwt.issuer-uri");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret=thirty-two-bytes-of-plain-secret",
        "issuer-uri=https://id.example.com",
        "jwk-set-uri=https://id.example.com/keys",
        "jwkSetUri=https://id.example.com/keys"
      })
  void startsWithAnyWayToVerifyTokens(String jwt) {
    try (ConfigurableApplicationContext context = start(complete(JWT + jwt))) {
      Api api = context.getBean(Api.class);
      api.anonymous().get().uri("/actuator/health").exchange().expectStatus().isOk();
      api.anonymous()
          .post()
          .uri("/api/dev/tokens")
          .contentType(MediaType.APPLICATION_JSON)
          .body(Map.of("user", "alice"))
          .exchange()
          .expectStatus()
          .isNotFound();
    }
  }

  /** Once it took a page of stack trace to say that. */
  @Test
  void saysInOneSentenceThatAVapidKeyIsHalf(CapturedOutput output) {
    List<String> settings = new ArrayList<>(complete(SECRET));
    settings.add(VAPID_PUBLIC.replace("vapid.", "vapid.previous[0]."));

    assertThatThrownBy(() -> start(settings)).hasRootCauseMessage(HALF);

    assertThat(output)
        .contains("APPLICATION FAILED TO START", HALF)
        .doesNotContain("\tat ", "Action:");
  }

  private static List<String> complete(String jwt) {
    return List.of(jwt, ENCRYPTION, VAPID_PUBLIC, VAPID_PRIVATE, SUBJECT);
  }

  private static ConfigurableApplicationContext start(List<String> settings) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--server.port=0");
    arguments.add("--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());
    settings.forEach(setting -> arguments.add("--" + setting));
    return new SpringApplicationBuilder(SwitchboardApplication.class, Api.class)
        .run(arguments.toArray(String[]::new));
  }
}
