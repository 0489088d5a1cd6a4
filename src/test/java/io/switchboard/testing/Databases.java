package io.switchboard.testing;

import java.util.UUID;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Gives each application context a database of its own. */
final class Databases {

  private Databases() {}

  /** H2 in a file, as in production. */
  static final class H2 implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
      TestPropertyValues.of(
              "spring.datasource.url=jdbc:h2:file:./target/test-data/"
                  + UUID.randomUUID()
                  + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000")
          .applyTo(context);
    }
  }

  static final class Postgres
      implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
      TestPropertyValues.of(PostgresServer.newDatabase().settings()).applyTo(context);
    }
  }
}
