package io.switchboard.preference;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressKindTests {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice@example.com",
        "a.b+tag@mail.example.co.uk",
        "o'hara@example.com",
        "jürgen@example.com",
        "x@xn--mnchen-3ya.de",
        "1@a-b.io"
      })
  void takesEmailAddresses(String address) {
    assertThatCode(() -> AddressKind.EMAIL.require(address)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "alice",
        "alice@",
        "@example.com",
        "alice@example",
        "alice@@example.com",
        "alice@example..com",
        ".alice@example.com",
        "alice.@example.com",
        "al..ice@example.com",
        "alice@-example.com",
        "alice@example.com.",
        "alice@127.0.0.1",
        "alice@[127.0.0.1]",
        "alice@example.com, bob@example.com",
        "Alice <alice@example.com>",
        "alice@example.com\r\nBcc: bob@example.com",
        "alice\u0000@example.com",
        "alice@example.com\u2028",
        "alice\u202e@example.com"
      })
  void refusesWhatIsNoEmailAddress(String address) {
    refuses(AddressKind.EMAIL, address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com",
        "HTTPS://example.com/hook?key=1",
        "https://example.com:8443/a/b",
        "https://[2001:db8::1]/hook"
      })
  void takesHttpsUrls(String address) {
    assertThatCode(() -> AddressKind.HTTPS.require(address)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https:",
        "https://",
        "https:///path",
        "https:example.com",
        "//example.com/hook",
        "http://example.com/hook",
        "ftp://example.com",
        "javascript:alert(1)",
        "https://alice:secret@example.com/",
        "https://alice@example.com/",
        "https://example.com/#part",
        "https://exa mple.com/",
        "https://example.com:99999/",
        "https://example.com:port/",
        "https://under_score.example.com/",
        "https://example.com/\nHost: other"
      })
  void refusesWhatIsNoHttpsUrl(String address) {
    refuses(AddressKind.HTTPS, address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alice", "alice@example.com", "https://example.com"})
  void takesNoAddressWhereTheServiceKnowsIt(String address) {
    refuses(AddressKind.NONE, address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "+49 30\t123", "+49\u0007", "\ud800"})
  void refusesBlankAndInvisibleText(String address) {
    refuses(AddressKind.TEXT, address);
  }

  @ParameterizedTest
  @EnumSource(AddressKind.class)
  void refusesTooLongAddresses(AddressKind kind) {
    String longest = "https://example.com/" + "a".repeat(AddressKind.MAX_LENGTH - 20);

    assertThatCode(() -> AddressKind.HTTPS.require(longest)).doesNotThrowAnyException();
    assertThatCode(() -> AddressKind.TEXT.require(longest)).doesNotThrowAnyException();
    refuses(kind, longest + "a");
  }

  private static void refuses(AddressKind kind, String address) {
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> kind.require(address))
        .matches(refused -> refused.code() == ErrorCode.INVALID_VALUE)
        .matches(refused -> "address".equals(refused.errors().getFirst().field()));
  }
}
