package io.switchboard.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class PreferenceSettingsTests {

  private static final String PREFIX = "switchboard.preferences.";

  @Test
  void shipsACatalogue() {
    Catalogue catalogue = catalogueWith();

    assertThat(catalogue.policyTypes())
        .containsExactly("transactional", "security", "social", "marketing");
    assertThat(catalogue.channelTypes()).containsExactly("in_app", "push", "email", "webhook");
    assertThat(catalogue.classDefault("transactional")).isEqualTo(PolicySetting.ENABLED);
    assertThat(catalogue.classDefault("marketing")).isEqualTo(PolicySetting.DISABLED);
    assertThat(catalogue.channelTypes()).filteredOn(catalogue::isImmediate).containsOnly("in_app");
  }

  @Test
  void replacesEachListAsAWhole() {
    Catalogue catalogue =
        catalogueWith(
            "policy-types[0].name=orders",
            "policy-types[0].initially=enabled",
            "policy-types[1].name=offers");

    assertThat(catalogue.policyTypes()).containsExactly("orders", "offers");
    assertThat(catalogue.classDefault("orders")).isEqualTo(PolicySetting.ENABLED);
    assertThat(catalogue.classDefault("offers")).isEqualTo(PolicySetting.DISABLED);
    assertThat(catalogue.channelTypes()).hasSize(4);
  }

  @Test
  void changesTheFingerprintWithTheTypesOnly() {
    String shipped = catalogueWith().fingerprint();

    assertThat(catalogueWith("max-changes-per-request=7").fingerprint()).isEqualTo(shipped);
    assertThat(catalogueWith("channel-types[0].name=sms").fingerprint()).isNotEqualTo(shipped);
    assertThat(catalogueWith("policy-types[0].name=social").fingerprint()).isNotEqualTo(shipped);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "policy-types[0].name    | Orders  | policy-types has the name 'Orders'",
        "policy-types[0].name    | *       | policy-types has the name '*'",
        "channel-types[0].name   | SMS     | channel-types has the name 'SMS'",
        "channel-types[0].name   | a2345678901234567890123456789012x | channel-types has the name",
        "channel-types[1].name   | sms     | channel-types has the name 'sms' twice",
        "channel-types[1].address| email   | channel-types has the name ''",
        "policy-types[0].initially| inherit | policy-types has 'orders' with initially=inherit",
        "max-changes-per-request | 0       | max-changes-per-request is 0; set it between 1 and"
            + " 1000",
        "policies[0].setting     | enabled | policies has */* enabled; '*' takes disabled,",
        "policies[0].policy-type | fax     | policies has fax/* inherit; name a configured policy",
        "policies[0].channel-type| fax     | policies has */fax inherit; name a configured channel",
        "policies[0].setting     | inherit | policies has */* inherit; leave the row out instead",
        "digest-at               | 8 am    | digest-at is '8 am'; write HH:mm",
        "zone                    | CET+1   | zone is 'CET+1'; name it as IANA does",
        "policy-text-version     | ''      | policy-text-version has 0 characters",
        "max-changes-per-request | 1001    | max-changes-per-request is 1001; set it between 1 and",
      })
  void refusesABadValue(String property, String value, String message) {
    Map<String, String> properties = smallest();
    properties.put(PREFIX + property, value);

    refuses(properties, PREFIX + message);
  }

  @Test
  void refusesTwoPoliciesAboutOneCellAndTenantsThatAreNone() {
    Map<String, String> properties = smallest();
    properties.put(PREFIX + "policies[0].setting", "required");
    properties.put(PREFIX + "policies[1].setting", "disabled");
    refuses(properties, PREFIX + "policies has */* disabled although the cell has a row");

    properties.put(PREFIX + "policies[1].tenant", "a b");
    refuses(properties, PREFIX + "policies has */* disabled for tenant 'a b'; tenants match");

    properties.put(PREFIX + "policies[1].tenant", "acme");
    assertThat(bind(properties).rulings("acme").rows())
        .containsExactly(Map.entry(new Cell("*", "*"), Ruling.DISABLED));
  }

  @Test
  void refusesNoTypesAndTooMany() {
    refuses(
        Map.of(PREFIX + "channel-types[0].name", "sms"),
        PREFIX + "policy-types has 0 entries; list 1 to 32");
    refuses(
        Map.of(PREFIX + "policy-types[0].name", "orders"),
        PREFIX + "channel-types has 0 entries; list 1 to 16");

    Map<String, String> many = smallest();
    for (int i = 0; i <= 16; i++) {
      many.put(PREFIX + "channel-types[" + i + "].name", "type" + i);
    }
    refuses(many, PREFIX + "channel-types has 17 entries; list 1 to 16");
  }

  @Test
  void allowsTwoHundredChangesPerRequestUnlessConfigured() {
    assertThat(bind(smallest()).maxChangesPerRequest()).isEqualTo(200);
  }

  private static Map<String, String> smallest() {
    return new HashMap<>(
        Map.of(PREFIX + "policy-types[0].name", "orders", PREFIX + "channel-types[0].name", "sms"));
  }

  private static void refuses(Map<String, String> properties, String message) {
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> bind(properties))
        .havingRootCause()
        .isInstanceOf(IllegalArgumentException.class)
        .withMessageContaining(message);
  }

  private static PreferenceSettings bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("switchboard.preferences", PreferenceSettings.class);
  }

  private static Catalogue catalogueWith(String... properties) {
    Catalogue[] catalogue = new Catalogue[1];
    new ApplicationContextRunner()
        .withInitializer(new ConfigDataApplicationContextInitializer())
        .withUserConfiguration(Module.class)
        .withPropertyValues(List.of(properties).stream().map(PREFIX::concat).toArray(String[]::new))
        .run(
            context ->
                catalogue[0] =
                    new Catalogue(context.getBean(PreferenceSettings.class), List.of(), List.of()));
    return catalogue[0];
  }

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(PreferenceSettings.class)
  static class Module {}
}
