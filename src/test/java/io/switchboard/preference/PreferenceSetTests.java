package io.switchboard.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchboard.shared.UserId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreferenceSetTests {

  private final PreferenceSet set = new PreferenceSet(new UserId("alice"));

  @Test
  void neverEnablesMoreThanOneCell() {
    for (Cell broad :
        List.of(new Cell("*", "*"), new Cell("*", "email"), new Cell("social", "*"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  set.choose(
                      new PreferenceChange(
                          broad.policyType(), broad.channelType(), PolicySetting.ENABLED)));
    }
    assertThat(set.content().choices()).isEmpty();
  }

  @Test
  void keepsNoRowForWhatInherits() {
    set.choose(new PreferenceChange("social", "email", PolicySetting.DISABLED));
    set.choose(new PreferenceChange("social", "push", PolicySetting.ENABLED));
    set.choose(new PreferenceChange("social", "email", PolicySetting.INHERIT));

    assertThat(set.content().choices()).containsOnlyKeys(new Cell("social", "push"));
  }

  @Test
  void findsOfManyWantedChoicesThoseThatAreMissing() {
    PreferenceChange stored = new PreferenceChange("social", "email", PolicySetting.DISABLED);
    set.choose(stored);
    PreferenceChange other = new PreferenceChange("social", "email", PolicySetting.ENABLED);
    PreferenceChange back = new PreferenceChange("social", "push", PolicySetting.INHERIT);

    assertThat(set.missing(List.of(stored, back))).isEmpty();
    assertThat(set.missing(List.of(back, other))).containsExactly(other);
  }
}
