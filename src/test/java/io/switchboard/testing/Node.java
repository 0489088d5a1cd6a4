package io.switchboard.testing;

import io.switchboard.SwitchboardApplication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A node of its own beside those that tests share, with settings of its own. */
public final class Node implements AutoCloseable {

  private final ConfigurableApplicationContext context;
  private final Api api;

  private Node(ConfigurableApplicationContext context) {
    this.context = context;
    this.api = new Api(context);
  }

  /**
   * Starts a node in profile {@code dev} on a free port, with an H2 database of its own unless the
   * settings name another.
   */
  public static Node start(Map<String, String> settings, Class<?>... configurations) {
    Map<String, String> all = new HashMap<>();
    all.put("server.port", "0");
    all.put("switchboard.security.generated-keys.directory", "target/test-data/keys");
    all.put(
        "spring.datasource.url",
        "jdbc:h2:file:./target/test-data/" + UUID.randomUUID() + ";WRITE_DELAY=0");
    all.putAll(settings);
    List<String> arguments = new ArrayList<>();
    all.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return new Node(
        new SpringApplicationBuilder(SwitchboardApplication.class)
            .sources(configurations)
            .profiles("dev")
            .run(arguments.toArray(String[]::new)));
  }

  public Api api() {
    return api;
  }

  public int port() {
    return api.port();
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public <T> T bean(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  /** Stops it as an operator would. */
  @Override
  public void close() {
    context.close();
  }
}
