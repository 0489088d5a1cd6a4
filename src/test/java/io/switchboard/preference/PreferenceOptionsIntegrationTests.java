package io.switchboard.preference;

import static io.switchboard.preference.PreferenceClient.choice;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.preference.PreferenceClient.Answer;
import io.switchboard.shared.ClientConfig;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** A configured catalogue replaces the shipped one, and its types behave as configured. */
@OnH2
@TestPropertySource(
    properties = {
      "switchboard.preferences.policy-types[0].name=orders",
      "switchboard.preferences.policy-types[0].initially=enabled",
      "switchboard.preferences.policy-types[1].name=offers",
      "switchboard.preferences.channel-types[0].name=sms",
      "switchboard.preferences.channel-types[0].address=text",
      "switchboard.preferences.max-changes-per-request=1"
    })
class PreferenceOptionsIntegrationTests {

  @Autowired Api api;
  @Autowired List<ClientConfig> sections;
  @Autowired JsonMapper json;
  private PreferenceClient alice;

  @BeforeEach
  void signIn() {
    alice = PreferenceClient.newUser(api);
  }

  @Test
  void showsTheConfiguredTypesOnly() {
    Answer answer = alice.read();

    assertThat(answer.rows())
        .hasSize(2)
        .containsEntry("orders/sms", "inherit enabled default")
        .containsEntry("offers/sms", "inherit disabled default");
    assertThat(answer.channels()).isEqualTo("{\"sms\":{}}");
  }

  @Test
  void takesTheConfiguredTypesOnly() {
    assertThat(alice.put("offers", "sms", "enabled").rows())
        .containsEntry("offers/sms", "enabled enabled cell");
    alice.put("social", "sms", "enabled").isProblem(422, "UNKNOWN_POLICY_TYPE", "policyType");
    alice.put("offers", "email", "enabled").isProblem(422, "UNKNOWN_CHANNEL_TYPE", "channelType");
  }

  @Test
  void checksAddressesByTheConfiguredKind() {
    assertThat(alice.configure("sms", "{\"address\":\"+49 30 1234567\"}").channels())
        .isEqualTo("{\"sms\":{\"address\":\"+49 30 1234567\"}}");
    alice.configure("sms", "{\"address\":\" \"}").isProblem(400, "INVALID_VALUE", "address");
  }

  @Test
  void boundsAPatchByTheConfiguredNumber() {
    assertThat(alice.patch("*", choice("offers", "sms", "enabled")).status()).isEqualTo(200);
    alice
        .patch("*", choice("offers", "sms", "disabled"), choice("orders", "sms", "disabled"))
        .isProblem(413, "TOO_LARGE");
  }

  @Test
  void letsClientsKnowTheConfiguredTypes() {
    assertThat(sections)
        .filteredOn(section -> section.section().equals("preferences"))
        .singleElement()
        .extracting(section -> json.writeValueAsString(section.content()))
        .isEqualTo(
            "{\"policyTypes\":[\"orders\",\"offers\"],"
                + "\"channelTypes\":[{\"name\":\"sms\",\"address\":\"text\"}]}");
  }
}
