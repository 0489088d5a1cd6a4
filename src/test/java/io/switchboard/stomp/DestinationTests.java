package io.switchboard.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.shared.Refused;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTests {

  private static final Pattern CANONICAL =
      Pattern.compile("/(topic|app|user/queue)(/[A-Za-z0-9:_~@|+=.-]+)+");
  private static final Pattern DOTS = Pattern.compile("/\\.{1,2}(/|$)");
  private static final String[] PIECES = {
    "/", "/topic", "/app", "/user", "/queue", "a", "Z9", ":", ".", "..", "_~@|+=-", "*", "?", "{x}",
    " ", "\n", "ü", "%2f", "\\"
  };

  @Test
  void takesExactlyWhatTheGrammarSays() {
    Random random = new Random(42);
    for (int i = 0; i < 200_000; i++) {
      StringBuilder built = new StringBuilder(random.nextBoolean() ? "/topic/a" : "");
      for (int pieces = random.nextInt(8); pieces > 0; pieces--) {
        built.append(PIECES[random.nextInt(PIECES.length)]);
      }
      String value = built.toString();
      boolean canonical = CANONICAL.matcher(value).matches() && !DOTS.matcher(value).find();

      assertThat(isAccepted(value)).as(value).isEqualTo(canonical);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/topic",
        "/topic/",
        "/topic//a",
        "/topic/a/",
        "/topic/../a",
        "/topic/a/.",
        "/topicx/a",
        "/user/bob/queue/errors",
        "/queue/a",
        "topic/a",
        "/app/a?b",
        "/topic/*",
        "/topic/{a}"
      })
  void refusesWhatARuleCouldMisread(String value) {
    assertThatThrownBy(() -> Destination.parse(value)).isInstanceOf(Refused.class);
  }

  @Test
  void refusesWhatIsMissingOrTooLong() {
    assertThat(isAccepted("/topic/" + "a".repeat(249))).isTrue();
    assertThat(isAccepted("/topic/" + "a".repeat(250))).isFalse();
    assertThatThrownBy(() -> Destination.parse(null)).isInstanceOf(Refused.class);
  }

  private static boolean isAccepted(String value) {
    try {
      return Destination.parse(value).value().equals(value);
    } catch (Refused refused) {
      return false;
    }
  }
}
