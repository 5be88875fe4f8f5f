package ai.lixpi.nats.cli.connect;

import ai.lixpi.nats.cli.CliException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Flags, variables, the file and a context, one over the other. Values are under the names of the
 * library's properties without {@code nats.}, plus {@code creds}, {@code nkey}, {@code user-jwt},
 * {@code user-seed} and {@code inbox-prefix}, which are the command line's own.
 */
final class Layers {
  /** What belongs to one way to sign in; a higher layer's way replaces that of a lower one. */
  private static final Map<String, String> SIGN_IN =
      Map.of(
          "user", "password",
          "password", "password",
          "token", "token",
          "creds", "creds",
          "nkey", "nkey",
          "nkey-seed", "self-issued",
          "user-id", "self-issued",
          "user-jwt", "user-jwt",
          "user-seed", "user-jwt");

  private static final List<String> NAMES =
      List.of(
          "servers",
          "name",
          "token",
          "user",
          "password",
          "nkey-seed",
          "user-id",
          "tls-ca-cert",
          "tls-cert",
          "tls-key",
          "tls-min-version",
          "tls-first",
          "tls-insecure",
          "websocket",
          "max-reconnect-attempts",
          "reconnect-time-wait",
          "connect-timeout",
          "request-timeout",
          "drain-timeout",
          "publish-timeout",
          "ping-interval",
          "publish-buffer-bytes",
          "creds",
          "nkey",
          "inbox-prefix");

  /** What the nats tool calls its variables, where the library has another name. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "servers", "NATS_URL",
          "tls-ca-cert", "NATS_CA",
          "tls-cert", "NATS_CERT",
          "tls-key", "NATS_KEY");

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> origins = new LinkedHashMap<>();

  private Layers() {}

  static Layers of(ConnectionOptions options, Map<String, String> environment) {
    Map<String, String> file = file(options, environment);
    Optional<String> named =
        Optional.ofNullable(options.flags.context)
            .or(() -> given(environment, "NATS_CONTEXT"))
            .or(() -> Optional.ofNullable(file.remove("context")));
    Layers layers = new Layers();
    NatsContext.find(named, environment)
        .ifPresent(found -> layers.over("context " + found.name(), found.values()));
    layers.over("file", file);
    layers.over("environment", environment(environment));
    layers.over("flags", options.values());
    return layers;
  }

  private void over(String origin, Map<String, String> layer) {
    List<String> kinds = layer.keySet().stream().map(SIGN_IN::get).filter(k -> k != null).toList();
    if (!kinds.isEmpty() || hasCredentials(layer)) {
      values.keySet().removeIf(n -> SIGN_IN.containsKey(n) && !kinds.contains(SIGN_IN.get(n)));
    }
    layer.forEach(
        (name, value) -> {
          values.put(name, value);
          origins.put(name, origin);
        });
  }

  private static boolean hasCredentials(Map<String, String> layer) {
    return ServerUrls.haveCredentials(layer.getOrDefault("servers", ""));
  }

  Map<String, String> values() {
    return values;
  }

  /** Where a value comes from. */
  String origin(String name) {
    return origins.getOrDefault(name, "default");
  }

  private static Map<String, String> environment(Map<String, String> environment) {
    Map<String, String> layer = new LinkedHashMap<>();
    for (String name : NAMES) {
      String variable = "NATS_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
      given(environment, variable)
          .or(() -> given(environment, OTHER_NAMES.getOrDefault(name, variable)))
          .ifPresent(value -> layer.put(name, value));
    }
    return layer;
  }

  private static Optional<String> given(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static Map<String, String> file(
      ConnectionOptions options, Map<String, String> environment) {
    Optional<Path> named =
        Optional.ofNullable(options.flags.config)
            .or(() -> given(environment, "LIXPI_NATS_CONFIG").map(Path::of));
    Path path =
        named.orElseGet(() -> NatsContext.folder(environment, "lixpi-nats", "config.properties"));
    if (named.isEmpty() && !Files.isRegularFile(path)) {
      return new LinkedHashMap<>();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
    } catch (IOException e) {
      throw SecretFile.unreadable(path, e);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("The file '" + path + "' has a broken \\u escape: correct it.");
    }
    return layerOf(path, properties);
  }

  private static Map<String, String> layerOf(Path path, Properties properties) {
    Map<String, String> layer = new LinkedHashMap<>();
    for (String key : new ArrayList<>(properties.stringPropertyNames())) {
      String name = key.startsWith("nats.") ? key.substring(5) : "";
      name = name.equals("url") ? "servers" : name;
      if (!NAMES.contains(name) && !name.equals("context")) {
        throw CliException.usage(
            "The file '"
                + path
                + "' has the unknown name '"
                + key
                + "': the known ones are nats.url, nats.context and nats.* with "
                + String.join(", ", NAMES)
                + ".");
      }
      String value = properties.getProperty(key).strip();
      if (!value.isEmpty() && !(key.equals("nats.url") && layer.containsKey("servers"))) {
        layer.put(name, value);
      }
    }
    return layer;
  }
}
