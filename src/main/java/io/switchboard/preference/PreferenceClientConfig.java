package io.switchboard.preference;

import com.fasterxml.jackson.annotation.JsonValue;
import io.switchboard.shared.ClientConfig;
import java.util.List;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a form for preferences must know: the types there are and where addresses are needed. */
@Configuration(proxyBeanMethods = false)
class PreferenceClientConfig {

  @Bean
  ClientConfig preferenceConfig(CatalogueStore catalogues) {
    return new ClientConfig("preferences", new CurrentTypes(catalogues));
  }

  /** Reads what is current whenever it is shown, since operators add types at any time. */
  record CurrentTypes(CatalogueStore catalogues) {

    @JsonValue
    Types types() {
      Catalogue catalogue = catalogues.last();
      return new Types(
          catalogue.policyTypes(), catalogue.channels().stream().map(ChannelType::of).toList());
    }
  }

  record Types(List<String> policyTypes, List<ChannelType> channelTypes) {}

  /**
   * @param address what an address looks like: {@code none}, {@code email}, {@code https} or {@code
   *     text}
   */
  record ChannelType(String name, String address) {

    static ChannelType of(PreferenceSettings.ChannelType type) {
      return new ChannelType(type.name(), type.address().name().toLowerCase(Locale.ROOT));
    }
  }
}
