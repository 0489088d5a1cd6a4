package io.switchboard.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;

/** Runs the whole service on a free port, profile {@code dev}, with H2 in a file. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "switchboard.security.generated-keys.directory=target/test-data/keys",
      // No test reaches a real push service; those that send name a receiver of their own.
      "switchboard.push.sending.enabled=false"
    })
@ActiveProfiles("dev")
@ContextConfiguration(initializers = Databases.H2.class)
@Import(Api.class)
public @interface OnH2 {}
