package io.switchboard.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.broker.Publication;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A message says what was published. */
class MessageTests {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Numbers once came back as doubles, and the largest as the text "Infinity". */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1E+400",
        "1E+999999999",
        "-1.5E-999999999",
        "3.14159265358979323846",
        "12345678901234567.890",
        "123456789012345678901234567890",
        "1.00"
      })
  void keepsEveryDigitOfANumberAndExpandsNone(String number) {
    assertThat(JSON.writeValueAsString(Message.of(json(number))))
        .endsWith("\"data\":" + number + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e99999999999", "[1e-99999999999]", "{\"a\":1} 2"})
  void passesOnAsTextWhatNoNumberCanHold(String body) {
    assertThat(Message.of(json(body)).data().asString()).isEqualTo(body);
  }

  private static Publication json(String body) {
    return new Publication(
        "/topic/chat:x",
        "id",
        "message",
        null,
        Instant.EPOCH,
        Publication.JSON,
        body.getBytes(StandardCharsets.UTF_8),
        Map.of());
  }
}
