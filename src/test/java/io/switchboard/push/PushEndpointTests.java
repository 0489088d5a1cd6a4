package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushEndpointTests {

  private static final List<String> allowed =
      List.of(
          "fcm.googleapis.com",
          "push.services.mozilla.com",
          "push.apple.com",
          "notify.windows.com");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://fcm.googleapis.com/fcm/send/dpH5lCsTSSM:APA91bHqjZxM0VImWWqDRN7U0a3AycjUf4O-byuxb_wJ",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABnLx=",
        "https://web.push.apple.com/QGJ0cmVnaXN0ZXI?a=b%2Fc",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAACm%2b",
      })
  void acceptsWhatBrowsersGive(String endpoint) {
    assertThat(PushEndpoint.parse(endpoint, allowed).url()).isEqualTo(endpoint);
  }

  @Test
  void writesOneEndpointInOneWay() {
    PushEndpoint plain = PushEndpoint.parse("https://fcm.googleapis.com/Send/1", allowed);

    assertThat(PushEndpoint.parse("HTTPS://FCM.GoogleApis.com:443/Send/1", allowed))
        .isEqualTo(plain);
    assertThat(PushEndpoint.parse("https://fcm.googleapis.com/send/1", allowed).hash())
        .isNotEqualTo(plain.hash());
    assertThat(plain.host()).isEqualTo("fcm.googleapis.com");
  }

  @Test
  void knowsOneEndpointHoweverItIsEscaped() {
    PushEndpoint plain = PushEndpoint.parse("https://fcm.googleapis.com/a-1%2f?t=%3d~", allowed);

    assertThat(PushEndpoint.parse("https://fcm.googleapis.com/%61%2D1%2F?t=%3D%7e", allowed).hash())
        .isEqualTo(plain.hash());
    assertThat(PushEndpoint.parse("https://fcm.googleapis.com/a-1/?t=%3d~", allowed).hash())
        .isNotEqualTo(plain.hash());
    assertThat(PushEndpoint.parse("https://fcm.googleapis.com", allowed))
        .isEqualTo(PushEndpoint.parse("https://fcm.googleapis.com/", allowed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://fcm.googleapis.com/a/../send/1",
        "https://fcm.googleapis.com/./send/1",
        "https://fcm.googleapis.com/a/%2E%2e/send/1",
        "https://fcm.googleapis.com/send/..",
      })
  void refusesDotSegments(String endpoint) {
    assertRefused(endpoint);
  }

  @Test
  void hidesItsUrlInLogs() {
    PushEndpoint endpoint = PushEndpoint.parse("https://fcm.googleapis.com/send/secret", allowed);

    assertThat(endpoint.toString())
        .doesNotContain("send", "secret")
        .isEqualTo("fcm.googleapis.com#" + endpoint.hash().substring(0, 8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/push",
        "https://127.1/push",
        "https://localhost/push",
        "https://fcm.googleapis.com.localhost/push",
        "https://0.0.0.0/push",
      })
  void refusesEndpointOnLoopback(String endpoint) {
    assertRefused(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/.google.com/",
        "https://169.254.169.254/fcm.googleapis.com",
        "https://metadata.google.internal/computeMetadata/v1/",
      })
  void refusesEndpointOnLinkLocalMetadataAddress(String endpoint) {
    assertRefused(endpoint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/"})
  void refusesEndpointOnPrivateAddress(String endpoint) {
    assertRefused(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://017700000001/"
      })
  void refusesDecimalHexAndOctalAddress(String endpoint) {
    assertRefused(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:a9fe:a9fe]/",
        "https://[fe80::1%25eth0]/",
        "https://[fcm.googleapis.com]/",
      })
  void refusesIpv6Address(String endpoint) {
    assertRefused(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evilfcm.googleapis.com/",
        "https://fcm.googleapis.com.evil.example/",
        "https://evil.example/fcm.googleapis.com",
        "https://evil.example/?fcm.googleapis.com",
        "https://evilpush.apple.com/",
        "https://googleapis.com/",
        "https://storage.googleapis.com/",
        "https://fcm-googleapis.com/",
        "https://fcm%2Egoogleapis.com/",
        "https://fcm.googleapis.com%00.evil.example/",
        "https://fcm.googleapis.com%2F.evil.example/",
        "https://fcm.googleapis.com_/",
        "https://fcm.googleapis。com/",
        "https://ｆcm.googleapis.com/",
      })
  void refusesLookAlikeHost(String endpoint) {
    assertRefused(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://fcm.googleapis.com./send/1",
        "https://.fcm.googleapis.com/send/1",
        "https://x..fcm.googleapis.com/send/1"
      })
  void refusesHostWithTrailingOrEmptyDot(String endpoint) {
    assertRefused(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://fcm.googleapis.com@evil.example/",
        "https://evil.example@fcm.googleapis.com/",
        "https://user:password@fcm.googleapis.com/",
        "https://@fcm.googleapis.com/",
        "https://evil.example\\@fcm.googleapis.com/",
        "https://evil.example#@fcm.googleapis.com/",
      })
  void refusesUserInformation(String endpoint) {
    assertRefused(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://fcm.googleapis.com:8443/",
        "https://fcm.googleapis.com:80/",
        "https://fcm.googleapis.com:0443/",
        "https://fcm.googleapis.com:/",
        "https://fcm.googleapis.com:-1/",
        "https://fcm.googleapis.com:443:22/",
      })
  void refusesOtherPort(String endpoint) {
    assertRefused(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://fcm.googleapis.com/",
        "ftp://fcm.googleapis.com/",
        "file:///fcm.googleapis.com/",
        "https:fcm.googleapis.com/",
        "https:/fcm.googleapis.com/",
        "https:///fcm.googleapis.com/",
        "//fcm.googleapis.com/",
        "fcm.googleapis.com/",
        "javascript://fcm.googleapis.com/",
        "",
      })
  void refusesOtherScheme(String endpoint) {
    assertRefused(endpoint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://fcm.googleapis.com/a#b", "https://fcm.googleapis.com/a#"})
  void refusesFragment(String endpoint) {
    assertRefused(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " https://fcm.googleapis.com/a",
        "https://fcm.googleapis.com/a\r\nHost: evil.example",
        "https://fcm.googleapis.com/\tb",
        "https://fcm.google\napis.com/b",
        "https://fcm.googleapis.com/ä",
        "https://fcm.googleapis.com/\u0000",
      })
  void refusesControlCharactersAndSpaces(String endpoint) {
    assertRefused(endpoint);
  }

  @Test
  void refusesMoreThan2048Characters() {
    String start = "https://fcm.googleapis.com/";
    String longest = start + "a".repeat(2048 - start.length());

    assertThat(PushEndpoint.parse(longest, allowed).url()).hasSize(2048);
    assertRefused(longest + "a");
  }

  private static void assertRefused(String endpoint) {
    assertThatThrownBy(() -> PushEndpoint.parse(endpoint, allowed))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.ENDPOINT_NOT_ALLOWED));
  }
}
