package io.switchboard.operations;

import java.util.List;
import java.util.function.Predicate;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * Names everything at once that production lacks, before anything else starts: the database is not
 * touched by a service that would then refuse to run. Profile {@code dev} makes its keys itself.
 */
@Component
class RequiredSettings implements BeanFactoryPostProcessor, EnvironmentAware, PriorityOrdered {

  private static final String JWT = "switchboard.security.jwt.";

  /** Of each line one must be set. */
  private static final List<List<String>> NEEDED =
      List.of(
          List.of(JWT + "issuer-uri", JWT + "jwk-set-uri", JWT + "secret"),
          List.of("switchboard.security.encryption.key"),
          List.of("switchboard.push.vapid.public-key"),
          List.of("switchboard.push.vapid.private-key"),
          List.of("switchboard.push.vapid.subject"));

  // Set before anything else, as this runs before constructors can be injected.
  @SuppressWarnings("NullAway.Init")
  private Environment environment;

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = environment;
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  /**
   * @throws SettingsMissing outside profile {@code dev}
   */
  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory factory) {
    if (environment.acceptsProfiles(Profiles.of("dev"))) {
      return;
    }
    List<String> missing =
        NEEDED.stream().filter(Predicate.not(this::hasOneOf)).map(RequiredSettings::words).toList();
    if (!missing.isEmpty()) {
      throw new SettingsMissing(missing);
    }
  }

  private boolean hasOneOf(List<String> properties) {
    Binder binder = Binder.get(environment);
    return properties.stream()
        .anyMatch(name -> StringUtils.hasText(binder.bind(name, String.class).orElse("")));
  }

  private static String words(List<String> properties) {
    return properties.size() == 1
        ? properties.getFirst()
        : "one of " + String.join(", ", properties);
  }
}
