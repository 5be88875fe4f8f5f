package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What {@code /etc/os-release} says of the machine. */
record OsRelease(String id, String codename, boolean isUbuntu) {

  static OsRelease read(Path file) throws IOException {
    Map<String, String> values = new HashMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.put(line.substring(0, equals), unquoted(line.substring(equals + 1)));
        }
      }
    }
    String id = values.getOrDefault("ID", "unknown");
    String family = id + " " + values.getOrDefault("ID_LIKE", "");
    // Derivatives of Ubuntu (and some of Debian) name the parent's suite in keys of their own.
    String codename =
        values.getOrDefault(
            "UBUNTU_CODENAME",
            values.getOrDefault(
                "DEBIAN_CODENAME", values.getOrDefault("VERSION_CODENAME", "unknown")));
    return new OsRelease(id, codename, family.contains("ubuntu"));
  }

  private static String unquoted(String value) {
    return value.strip().replaceAll("^[\"']|[\"']$", "");
  }
}
