package io.switchboard.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ChannelNameTests {

  private static final Pattern GRAMMAR =
      Pattern.compile("[a-z][a-z0-9-]{0,31}(:[A-Za-z0-9._~@|+=-]{1,128})?");
  private static final String[] PIECES = {
    "a",
    "chat",
    "0",
    "-",
    ":",
    "A",
    ".",
    "_~@|+=",
    "/",
    " ",
    "*",
    "ü",
    "\n",
    "aaaaaaaaaaaaaaa",
    "x".repeat(60)
  };

  @Test
  void takesExactlyWhatTheGrammarSays() {
    Random random = new Random(42);
    for (int i = 0; i < 200_000; i++) {
      StringBuilder built = new StringBuilder();
      for (int pieces = random.nextInt(7); pieces > 0; pieces--) {
        built.append(PIECES[random.nextInt(PIECES.length)]);
      }
      String value = built.toString();

      assertThat(ChannelName.isValid(value)).as(value).isEqualTo(GRAMMAR.matcher(value).matches());
    }
  }

  @Test
  void splitsAtTheColon() {
    assertThat(new ChannelName("chat:room1").namespace()).isEqualTo("chat");
    assertThat(new ChannelName("chat:room1").name()).isEqualTo("room1");
    assertThat(new ChannelName("tasks").name()).isEmpty();
  }
}
