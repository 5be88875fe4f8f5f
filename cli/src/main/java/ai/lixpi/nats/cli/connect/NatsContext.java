package ai.lixpi.nats.cli.connect;

import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A context of the nats tool (ADR-21): {@code $XDG_CONFIG_HOME/nats/context/NAME.json}; {@code
 * context.txt} beside that folder names the selected one.
 *
 * @param name its name
 * @param values what it says, under the names of {@link Layers}
 */
record NatsContext(String name, Map<String, String> values) {
  /** Fields of a context that the command line takes, and its own names for them. */
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("url", "servers"),
          Map.entry("user", "user"),
          Map.entry("password", "password"),
          Map.entry("token", "token"),
          Map.entry("creds", "creds"),
          Map.entry("nkey", "nkey"),
          Map.entry("user_jwt", "user-jwt"),
          Map.entry("user_seed", "user-seed"),
          Map.entry("cert", "tls-cert"),
          Map.entry("key", "tls-key"),
          Map.entry("ca", "tls-ca-cert"),
          Map.entry("tls_first", "tls-first"),
          Map.entry("inbox_prefix", "inbox-prefix"));

  /** Fields without which the connection would not be the one that is meant. */
  private static final Map<String, String> UNKNOWN =
      Map.of(
          "nsc", "write a creds file with 'nsc generate creds' and name it as creds",
          "socks_proxy", "reach the server without a SOCKS proxy",
          "jetstream_domain", "use a context of the account in that domain",
          "jetstream_api_prefix", "use a context of the account that has the stream");

  static Path folder(Map<String, String> environment, String program, String file) {
    String home = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path base =
        home.isBlank()
            ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".config")
            : Path.of(home);
    return base.resolve(program).resolve(file);
  }

  static Optional<NatsContext> find(Optional<String> named, Map<String, String> environment) {
    Optional<String> name = named.or(() -> selected(environment));
    return name.flatMap(wanted -> read(wanted, named.isPresent(), environment));
  }

  private static Optional<String> selected(Map<String, String> environment) {
    try {
      String name = Files.readString(folder(environment, "nats", "context.txt")).strip();
      return name.isEmpty() ? Optional.empty() : Optional.of(name);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<NatsContext> read(
      String name, boolean required, Map<String, String> environment) {
    if (name.contains("/") || name.contains("\\") || name.contains("..")) {
      throw CliException.usage("The context '" + name + "' can't be one: give its bare name.");
    }
    Path file = folder(environment, "nats", "context").resolve(name + ".json");
    if (!required && !Files.exists(file)) {
      return Optional.empty(); // the nats tool starts without it, too
    }
    Map<String, String> fields;
    try {
      fields = Json.flat(Files.readString(file));
    } catch (JsonProcessingException e) {
      // Its message quotes the file, in which a password may be
      throw CliException.usage("The context file '" + file + "' is no JSON: correct it.");
    } catch (IOException e) {
      throw new CliException(
          ExitCode.USAGE,
          "The context '"
              + name
              + "' can't be read from '"
              + file
              + "': 'nats context ls' lists those there are.",
          e);
    }
    return Optional.of(new NatsContext(name, layerOf(name, fields)));
  }

  private static Map<String, String> layerOf(String name, Map<String, String> fields) {
    Map<String, String> layer = new LinkedHashMap<>();
    fields.forEach(
        (field, value) -> {
          String known = FIELDS.get(field);
          if (value.isBlank()) {
            return;
          }
          if (UNKNOWN.containsKey(field)) {
            throw CliException.usage(
                "The context '"
                    + name
                    + "' has "
                    + field
                    + ", which lixpi-nats does not know: "
                    + UNKNOWN.get(field)
                    + ".");
          }
          if (known != null) {
            layer.put(known, isFile(known) ? withHome(value) : value);
          }
        });
    return layer;
  }

  private static boolean isFile(String name) {
    return name.startsWith("tls-c")
        || name.equals("tls-key")
        || name.equals("creds")
        || name.equals("nkey");
  }

  private static String withHome(String path) {
    return path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path;
  }
}
