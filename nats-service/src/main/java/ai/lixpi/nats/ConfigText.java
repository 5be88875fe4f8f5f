package ai.lixpi.nats;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Configuration as text: from the environment, where unknown names are somebody else's, and from
 * properties, where they are errors.
 */
final class ConfigText {
  private static final String PREFIX = "nats.";
  private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");
  private static final Pattern AMOUNT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(ms|s|m|h)?");

  private record Setting(String environment, BiConsumer<NatsServiceConfigBuilder, String> apply) {}

  private static final Map<String, Setting> SETTINGS = settings();

  private ConfigText() {}

  private static Map<String, Setting> settings() {
    Map<String, Setting> all = new TreeMap<>();
    all.put("url", new Setting("NATS_URL", (b, v) -> b.servers(list(v))));
    all.put("servers", new Setting("NATS_SERVERS", (b, v) -> b.servers(list(v))));
    all.put("name", new Setting("NATS_NAME", NatsServiceConfigBuilder::name));
    all.put("token", new Setting("NATS_TOKEN", NatsServiceConfigBuilder::token));
    all.put("user", new Setting("NATS_USER", NatsServiceConfigBuilder::user));
    all.put("password", new Setting("NATS_PASSWORD", NatsServiceConfigBuilder::password));
    all.put("nkey-seed", new Setting("NATS_NKEY_SEED", NatsServiceConfigBuilder::nkeySeed));
    all.put("user-id", new Setting("NATS_USER_ID", NatsServiceConfigBuilder::userId));
    all.put("tls-ca-cert", new Setting("NATS_TLS_CA_CERT", NatsServiceConfigBuilder::tlsCaCert));
    all.put(
        "tls-cert",
        new Setting("NATS_TLS_CERT", tls((t, v) -> t.certificate(file("tls-cert", v)))));
    all.put("tls-key", new Setting("NATS_TLS_KEY", tls((t, v) -> t.key(file("tls-key", v)))));
    all.put("tls-min-version", new Setting("NATS_TLS_MIN_VERSION", tls(ConfigText::minVersion)));
    all.put(
        "tls-first", new Setting("NATS_TLS_FIRST", tlsSwitch(TlsOptionsBuilder::handshakeFirst)));
    all.put(
        "tls-insecure", new Setting("NATS_TLS_INSECURE", tlsSwitch(TlsOptionsBuilder::insecure)));
    all.put("websocket", new Setting("NATS_WEBSOCKET", ConfigText::webSocket));
    all.put(
        "max-reconnect-attempts",
        new Setting(
            "NATS_MAX_RECONNECT_ATTEMPTS",
            (b, v) -> b.maxReconnectAttempts(number("max-reconnect-attempts", v))));
    all.put(
        "reconnect-time-wait",
        new Setting(
            "NATS_RECONNECT_TIME_WAIT",
            (b, v) -> b.reconnectTimeWait(duration("reconnect-time-wait", v))));
    all.put(
        "connect-timeout",
        new Setting(
            "NATS_CONNECT_TIMEOUT", (b, v) -> b.connectTimeout(duration("connect-timeout", v))));
    all.put(
        "request-timeout",
        new Setting(
            "NATS_REQUEST_TIMEOUT", (b, v) -> b.requestTimeout(duration("request-timeout", v))));
    all.put(
        "drain-timeout",
        new Setting("NATS_DRAIN_TIMEOUT", (b, v) -> b.drainTimeout(duration("drain-timeout", v))));
    all.put(
        "publish-timeout",
        new Setting(
            "NATS_PUBLISH_TIMEOUT", (b, v) -> b.publishTimeout(duration("publish-timeout", v))));
    all.put(
        "ping-interval",
        new Setting("NATS_PING_INTERVAL", (b, v) -> b.pingInterval(duration("ping-interval", v))));
    all.put(
        "publish-buffer-bytes",
        new Setting(
            "NATS_PUBLISH_BUFFER_BYTES",
            (b, v) -> b.publishBufferBytes(bytes("publish-buffer-bytes", v))));
    return all;
  }

  static NatsServiceConfigBuilder fromEnvironment(Map<String, String> environment) {
    NatsServiceConfigBuilder builder = NatsServiceConfig.builder();
    boolean both = !environment.getOrDefault("NATS_SERVERS", "").isBlank();
    SETTINGS.forEach(
        (name, setting) -> {
          String value = environment.get(setting.environment());
          if (value != null && !value.isBlank() && !(both && name.equals("url"))) {
            apply(builder, setting, setting.environment(), value);
          }
        });
    return builder;
  }

  static NatsServiceConfigBuilder fromProperties(Properties properties) {
    NatsServiceConfigBuilder builder = NatsServiceConfig.builder();
    boolean both = !properties.getProperty(PREFIX + "servers", "").isBlank();
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      if (!key.startsWith(PREFIX)) {
        continue;
      }
      Setting setting = SETTINGS.get(key.substring(PREFIX.length()));
      if (setting == null) {
        throw new ConfigurationException(
            "The property '"
                + key
                + "' is unknown: the known ones are "
                + PREFIX
                + "*, where * is one of "
                + String.join(", ", SETTINGS.keySet())
                + ".");
      }
      String value = properties.getProperty(key);
      if (!value.isBlank() && !(both && key.equals(PREFIX + "url"))) { // as in the environment
        apply(builder, setting, key, value);
      }
    }
    return builder;
  }

  private static void apply(
      NatsServiceConfigBuilder builder, Setting setting, String name, String value) {
    try {
      setting.apply().accept(builder, value.strip());
    } catch (ConfigurationException e) {
      throw new ConfigurationException(name + ": " + e.getMessage(), e.getCause());
    }
  }

  private static String[] list(String value) {
    return SEPARATOR.splitAsStream(value).filter(url -> !url.isEmpty()).toArray(String[]::new);
  }

  private static void webSocket(NatsServiceConfigBuilder builder, String value) {
    if (isTrue(value)) {
      builder.webSocket();
    }
  }

  private static boolean isTrue(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes" -> true;
      case "false", "0", "no" -> false;
      default -> throw new ConfigurationException("'" + value + "' is neither true nor false.");
    };
  }

  /** Each setting adds to the TLS options that the others have made. */
  private static BiConsumer<NatsServiceConfigBuilder, String> tls(
      BiConsumer<TlsOptionsBuilder, String> setting) {
    return (builder, value) -> {
      TlsOptions before = builder.tls;
      TlsOptionsBuilder options = before == null ? TlsOptions.builder() : before.toBuilder();
      setting.accept(options, value);
      builder.tls(options.build());
    };
  }

  private static BiConsumer<NatsServiceConfigBuilder, String> tlsSwitch(
      Consumer<TlsOptionsBuilder> on) {
    return (builder, value) -> {
      if (isTrue(value)) {
        tls((options, ignored) -> on.accept(options)).accept(builder, value);
      }
    };
  }

  private static Path file(String name, String value) {
    return TlsOptionsBuilder.path(name, name, value);
  }

  private static void minVersion(TlsOptionsBuilder options, String value) {
    options.minimumVersion(
        switch (value) {
          case "1.2" -> TlsVersion.TLS_1_2;
          case "1.3" -> TlsVersion.TLS_1_3;
          default -> throw new ConfigurationException("'" + value + "': write 1.2 or 1.3.");
        });
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          name + " is '" + value + "': write a whole number, -1 for no limit.");
    }
  }

  private static long bytes(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          name + " is '" + value + "': write a whole number of bytes, like 8388608.");
    }
  }

  private static Duration duration(String name, String value) {
    Matcher amount = AMOUNT.matcher(value.toLowerCase(Locale.ROOT));
    try {
      if (!amount.matches()) {
        return Duration.parse(value);
      }
      String unit = amount.group(2) == null ? "s" : amount.group(2);
      double factor =
          switch (unit) {
            case "ms" -> 1.0;
            case "m" -> 6e4;
            case "h" -> 3.6e6;
            default -> 1e3;
          };
      return Duration.ofNanos((long) (Double.parseDouble(amount.group(1)) * factor * 1e6));
    } catch (DateTimeException e) {
      throw new ConfigurationException(
          name + " is '" + value + "': write seconds like 0.5, or 500ms, 2s, 1m.");
    }
  }
}
