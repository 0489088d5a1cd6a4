package io.switchboard.preference;

import static io.switchboard.preference.PreferenceClient.choice;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.preference.PreferenceClient.Answer;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import io.switchboard.testing.OnPostgres;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

abstract class PreferenceRefusalsContract {

  @OnH2
  static class OnH2Tests extends PreferenceRefusalsContract {}

  @OnPostgres
  static class OnPostgresTests extends PreferenceRefusalsContract {}

  @Autowired Api api;
  private PreferenceClient alice;

  @BeforeEach
  void signIn() {
    alice = PreferenceClient.newUser(api);
  }

  @ParameterizedTest
  @CsvSource({
    "gossip, email, enabled,  422, UNKNOWN_POLICY_TYPE,  policyType",
    "'',     email, enabled,  422, UNKNOWN_POLICY_TYPE,  policyType",
    "Social, email, enabled,  422, UNKNOWN_POLICY_TYPE,  policyType",
    "**,     email, disabled, 422, UNKNOWN_POLICY_TYPE,  policyType",
    "social, fax,   enabled,  422, UNKNOWN_CHANNEL_TYPE, channelType",
    "*,      fax,   disabled, 422, UNKNOWN_CHANNEL_TYPE, channelType",
    "*,      email, enabled,  422, NOT_PROCESSABLE,      policySetting",
    "social, *,     enabled,  422, NOT_PROCESSABLE,      policySetting",
    "*,      *,     enabled,  422, NOT_PROCESSABLE,      policySetting",
    "social, email, on,       400, INVALID_VALUE,        policySetting",
    "social, email, ENABLED,  400, INVALID_VALUE,        policySetting",
    "social, email, '',       400, INVALID_VALUE,        policySetting",
  })
  void refusesAChoiceThatCannotBeMade(
      String policyType,
      String channelType,
      String setting,
      int status,
      String code,
      String field) {
    Answer before = alice.read();

    alice.put(policyType, channelType, setting).isProblem(status, code, field);

    assertThat(alice.read()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'policySetting':0       | INVALID_VALUE | policySetting",
        "'policySetting':true    | INVALID_VALUE | policySetting",
        "'policySetting':null    | INVALID_VALUE | policySetting",
        "'policySetting':{}      | INVALID_VALUE | policySetting",
        "'user':'bob'            | UNKNOWN_FIELD | user",
        "'channelType':['email'] | INVALID_VALUE | channelType",
        "'channelType':null      | INVALID_VALUE | channelType",
      })
  void refusesAFieldThatIsMissingUnknownOrOfAnotherType(String member, String code, String field) {
    String good = "'policyType':'social','channelType':'email','policySetting':'enabled'";
    String name = member.substring(0, member.indexOf(':'));
    String body = "{" + good.replaceAll(name + ":'\\w+',?", "") + "," + member + "}";
    String json = body.replace(",,", ",").replace('\'', '"');

    alice.put(json, null).isProblem(400, code, field);
    alice.patchBody("{\"preferences\":[" + json + "]}", "*").isProblem(400, code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'policyType': | BAD_JSON",
        "{}{}           | BAD_JSON",
        "``             | BAD_JSON",
        "null           | BAD_JSON",
        "[]             | BAD_JSON",
        "'enabled'      | BAD_JSON",
        "{}             | INVALID_VALUE",
      })
  void refusesABodyThatIsNoSuchObject(String body, String code) {
    String json = body.replace('\'', '"');

    alice.put(json, null).isProblem(400, code);
    alice.patchBody(json, "*").isProblem(400, code);
    if (!body.equals("{}")) {
      alice.configure("email", json).isProblem(400, code);
    }
  }

  @Test
  void refusesAPatchWithoutAListOfChoices() {
    alice.patchBody("{\"preferences\":null}", "*").isProblem(400, "INVALID_VALUE", "preferences");
    alice.patchBody("{\"preferences\":{}}", "*").isProblem(400, "INVALID_VALUE", "preferences");
    alice
        .patchBody("{\"preferences\":[null]}", "*")
        .isProblem(400, "INVALID_VALUE", "preferences[0]");
  }

  @Test
  void refusesMoreChoicesThanAllowedAtOnce() {
    String same = choice("social", "email", "enabled");

    alice
        .patch("*", Collections.nCopies(201, same).toArray(String[]::new))
        .isProblem(413, "TOO_LARGE");
    alice
        .patch("*", Collections.nCopies(200, same).toArray(String[]::new))
        .isProblem(422, "NOT_PROCESSABLE", "preferences[1]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "email   | 'address':'alice'                                   | address",
        "email   | 'address':''                                        | address",
        "email   | 'address':'alice@example.com\\u0000'                | address",
        "email   | 'address':'alice@example.com\\r\\nBcc: b@example.com' | address",
        "email   | 'address':['alice@example.com']                     | address",
        "webhook | 'address':'http://example.com/'                     | address",
        "webhook | 'address':'https://user:secret@example.com/'        | address",
        "in_app  | 'address':'alice@example.com'                       | address",
        "push    | 'address':'https://example.com/'                    | address",
        "push    | 'digestAt':'24:00'                                  | digestAt",
        "push    | 'digestAt':'7:00'                                   | digestAt",
        "push    | 'digestAt':'07:00:00'                               | digestAt",
        "push    | 'digestAt':' 07:00'                                 | digestAt",
        "push    | 'digestAt':''                                       | digestAt",
        "push    | 'digestAt':[7,0]                                    | digestAt",
        "push    | 'quietHours':'always'                               | quietHours",
      })
  void refusesASettingThatIsNotValid(String channelType, String member, String field) {
    Answer before = alice.read();

    alice
        .configure(channelType, "{" + member.replace('\'', '"') + "}")
        .isProblem(400, "INVALID_VALUE", field);

    assertThat(alice.read()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"zone\":\"Europe/Atlantis\",\"from\":\"22:00\",\"to\":\"07:00\"} | zone",
        "{\"zone\":\"europe/berlin\",\"from\":\"22:00\",\"to\":\"07:00\"}   | zone",
        "{\"zone\":\"+02:00\",\"from\":\"22:00\",\"to\":\"07:00\"}          | zone",
        "{\"zone\":\"UTC+2\",\"from\":\"22:00\",\"to\":\"07:00\"}           | zone",
        "{\"zone\":\"SystemV/EST5\",\"from\":\"22:00\",\"to\":\"07:00\"}    | zone",
        "{\"from\":\"22:00\",\"to\":\"07:00\"}                              | zone",
        "{\"zone\":\"UTC\",\"from\":\"22\",\"to\":\"07:00\"}                | from",
        "{\"zone\":\"UTC\",\"to\":\"07:00\"}                                | from",
        "{\"zone\":\"UTC\",\"from\":\"22:00\",\"to\":\"07:60\"}             | to",
        "{\"zone\":\"UTC\",\"from\":\"22:00\"}                              | to",
        "{\"zone\":\"UTC\",\"from\":\"07:00\",\"to\":\"07:00\"}             | to",
      })
  void refusesQuietHoursThatAreNotValid(String quietHours, String field) {
    alice
        .configure("push", "{\"quietHours\":" + quietHours + "}")
        .isProblem(400, "INVALID_VALUE", "quietHours." + field);
  }

  @Test
  void refusesSettingsItDoesNotKnow() {
    alice.configure("push", "{\"muted\":true}").isProblem(400, "UNKNOWN_FIELD", "muted");
    alice
        .configure("push", "{\"quietHours\":{\"days\":\"all\"}}")
        .isProblem(400, "UNKNOWN_FIELD", "quietHours.days");
    alice.configure("fax", "{}").isProblem(422, "UNKNOWN_CHANNEL_TYPE");
    alice.configure("*", "{}").isProblem(422, "UNKNOWN_CHANNEL_TYPE");
  }

  @Test
  void takesTheLongestAddressAndRefusesALongerOne() {
    String longest = "https://example.com/" + "a".repeat(300);

    assertThat(alice.configure("webhook", "{\"address\":\"" + longest + "\"}").status())
        .isEqualTo(200);
    alice
        .configure("webhook", "{\"address\":\"" + longest + "a\"}")
        .isProblem(400, "INVALID_VALUE", "address");
  }
}
