package ai.lixpi.nats.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** System properties and environment variables of this JVM, or of a test. */
record Surroundings(Map<String, String> properties, Map<String, String> variables) {

  static Surroundings current() {
    Map<String, String> properties = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name, ""));
    }
    return new Surroundings(properties, System.getenv());
  }

  /** The property if it is set, else the variable; blank counts as not set. */
  Optional<String> setting(String property, String variable) {
    return property(property)
        .or(() -> Optional.ofNullable(variables.get(variable)).filter(text -> !text.isBlank()));
  }

  Optional<String> property(String name) {
    return Optional.ofNullable(properties.get(name)).filter(text -> !text.isBlank());
  }

  Optional<Path> onPath(String program) {
    return Stream.of(variables.getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
