package io.switchboard.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** A reader of several channels stands where it says, as far as it may say so. */
class CursorTests {

  private static final Set<String> CHANNELS = Set.of("chat:a", "chat:b");

  @Test
  void continuesEachChannelAndMovesOne() {
    Cursor cursor = Cursor.ofMany("abcdefgh:chat:a=12,chat:b=7", CHANNELS);
    assertThat(cursor.since("chat:a")).isEqualTo("abcdefgh:12");
    assertThat(cursor.advance("chat:b", "abcdefgh:8")).isEqualTo("abcdefgh:chat:a=12,chat:b=8");
  }

  /** What a link named as a channel once came back in every id, and a line end forged an event. */
  @Test
  void takesUpNoOtherNameThanItsChannels() {
    Cursor cursor =
        Cursor.ofMany("abcdefgh:x\nevent: evil\ndata: forged\n\nid: y=1,chat:a=12", CHANNELS);
    assertThat(cursor.advance("chat:a", "abcdefgh:13")).isEqualTo("abcdefgh:chat:a=13");
  }

  @Test
  void takesUpNoEpochThatIsNone() {
    Cursor cursor = Cursor.ofMany("a\nb\ncdefgh:chat:a=12", CHANNELS);
    assertThat(cursor.since("chat:a")).isEqualTo("lost");
    assertThat(cursor.advance("chat:b", "abcdefgh:8")).isEqualTo("abcdefgh:chat:b=8");
  }
}
