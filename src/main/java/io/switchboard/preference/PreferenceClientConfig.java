package io.switchboard.preference;

import io.switchboard.shared.ClientConfig;
import java.util.List;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a form for preferences must know: the types there are and where addresses are needed. */
@Configuration(proxyBeanMethods = false)
class PreferenceClientConfig {

  @Bean
  ClientConfig preferenceConfig(Catalogue catalogue) {
    return new ClientConfig(
        "preferences",
        new Types(
            catalogue.policyTypes(),
            catalogue.channelTypes().stream()
                .map(type -> ChannelType.of(type, catalogue.addressKind(type)))
                .toList()));
  }

  record Types(List<String> policyTypes, List<ChannelType> channelTypes) {}

  /**
   * @param address what an address looks like: {@code none}, {@code email}, {@code https} or {@code
   *     text}
   */
  record ChannelType(String name, String address) {

    static ChannelType of(String name, AddressKind kind) {
      return new ChannelType(name, kind.name().toLowerCase(Locale.ROOT));
    }
  }
}
