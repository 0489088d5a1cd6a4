package io.switchboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The text of {@code docker-compose.yml}; what it does not say is empty. */
record ComposeFile(Map<String, Object> content) {

  static ComposeFile read() {
    try {
      return new ComposeFile(
          new Yaml(new SafeConstructor(new LoaderOptions()))
              .load(Files.readString(Path.of("docker-compose.yml"))));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  List<ComposeFile> services() {
    return map("services").keySet().stream().map(this::service).toList();
  }

  ComposeFile service(String name) {
    return new ComposeFile(new ComposeFile(map("services")).map(name));
  }

  @SuppressWarnings("unchecked")
  Map<String, Object> map(String key) {
    return (Map<String, Object>) content.getOrDefault(key, Map.of());
  }

  @SuppressWarnings("unchecked")
  List<String> list(String key) {
    return (List<String>) content.getOrDefault(key, List.of());
  }
}
