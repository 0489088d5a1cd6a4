package io.switchboard.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTests {

  private static final String CURRENT = "\"7-ab\"";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "\"7-ab\"",
        "\"6-ab\", \"7-ab\"",
        "\"6-ab\",W/\"x\" ,\"7-ab\"",
        "\"a,b\",\"7-ab\""
      })
  void matchesTheCurrentTag(String header) {
    assertThatCode(() -> IfMatch.required(header).require(CURRENT)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"6-ab\"", "W/\"7-ab\"", "\"\"", "\"6-ab\", \"8-ab\"", "\"*\""})
  void doesNotMatchOtherOrWeakTags(String header) {
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> IfMatch.optional(header).require(CURRENT))
        .matches(refused -> refused.code() == ErrorCode.STALE_VERSION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7-ab",
        "\"7-ab",
        "7-ab\"",
        "\"7-ab\",",
        ", \"7-ab\"",
        "*, \"7-ab\"",
        "w/\"7-ab\"",
        "\"7-ab\" \"8\""
      })
  void refusesWhatIsNoListOfTags(String header) {
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> IfMatch.optional(header))
        .matches(refused -> refused.code() == ErrorCode.INVALID_VALUE);
  }

  @Test
  void isRequiredOnlyWhereAsked() {
    assertThat(IfMatch.optional(null)).isEqualTo(IfMatch.ANY);
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> IfMatch.required(null))
        .matches(refused -> refused.code() == ErrorCode.VERSION_REQUIRED);
  }
}
