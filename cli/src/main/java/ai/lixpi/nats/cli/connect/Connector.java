package ai.lixpi.nats.cli.connect;

import ai.lixpi.nats.ConnectionState;
import ai.lixpi.nats.ConnectionStatus;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.NatsServiceConfigBuilder;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Terminal;
import ai.lixpi.nats.cli.output.Units;
import io.nats.client.Nats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes a configuration of what the user gave, and a connection of that. */
public final class Connector {
  private static final List<String> OWN =
      List.of("creds", "nkey", "user-jwt", "user-seed", "inbox-prefix");

  private final Map<String, String> values;
  private final Layers layers;
  private final ConnectionOptions options;
  private final Terminal terminal;
  private final LinkNotes notes;

  /**
   * Collects the settings.
   *
   * @param options the flags
   * @param terminal for warnings
   */
  public Connector(ConnectionOptions options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
    this.notes = new LinkNotes(terminal);
    this.layers = Layers.of(options, System.getenv());
    this.values = layers.values();
    warnOfSecretArguments();
  }

  private void warnOfSecretArguments() {
    warnIf(options.flags.password != null, "--password", "--password-file or NATS_PASSWORD");
    warnIf(options.flags.token != null, "--token", "--token-file or NATS_TOKEN");
    String server = options.flags.server;
    warnIf(
        server != null && ServerUrls.haveCredentials(server),
        "--server",
        "--user with --password-file, or variables");
  }

  private void warnIf(boolean given, String flag, String better) {
    if (given) {
      terminal.warn(
          "The secret in "
              + flag
              + " can be seen by other users of this machine: use "
              + better
              + ".");
    }
  }

  /**
   * The servers that are meant.
   *
   * @return URLs, perhaps with credentials
   */
  public List<String> servers() {
    return ServerUrls.list(values.getOrDefault("servers", "nats://localhost:4222"));
  }

  /**
   * Where a value comes from.
   *
   * @param name the name of a property without {@code nats.}
   * @return flags, environment, file, a context, or default
   */
  public String origin(String name) {
    return layers.origin(name);
  }

  /**
   * A value that is no secret.
   *
   * @param name the name of a property without {@code nats.}
   * @return the value, or null
   */
  public @Nullable String value(String name) {
    return values.get(name);
  }

  /**
   * The library's configuration.
   *
   * @return a builder with all that was given
   */
  public NatsServiceConfigBuilder configuration() {
    Properties properties = new Properties();
    properties.setProperty("nats.name", "lixpi-nats");
    values.forEach(
        (name, value) -> {
          if (!OWN.contains(name)) {
            properties.setProperty("nats." + name, value);
          }
        });
    NatsServiceConfigBuilder builder = NatsServiceConfig.fromProperties(properties);
    String inboxPrefix = values.get("inbox-prefix");
    if (inboxPrefix != null) {
      builder.jnats(jnats -> jnats.inboxPrefix(inboxPrefix));
    }
    Credentials credentials = ownCredentials();
    return credentials == null ? builder : builder.credentials(credentials);
  }

  private @Nullable Credentials ownCredentials() {
    String creds = values.get("creds");
    String nkey = values.get("nkey");
    String jwt = values.get("user-jwt");
    String seed = values.get("user-seed");
    if (creds != null) {
      return Credentials.credsFile(Path.of(creds));
    }
    if (nkey != null) {
      return Credentials.nkey(SecretFile.read(Path.of(nkey)));
    }
    return jwt == null
        ? null
        : Credentials.authHandler(
            Nats.staticCredentials(
                jwt.toCharArray(), seed == null ? new char[0] : seed.toCharArray()));
  }

  /**
   * Connects, or says why it can't. With {@code --wait} it goes on trying for that long, else the
   * first failure of each server is enough.
   *
   * @return a connected service
   */
  public NatsService connect() {
    return connect(configuration());
  }

  /**
   * Connects with a changed configuration.
   *
   * @param builder the configuration
   * @return a connected service
   */
  public NatsService connect(NatsServiceConfigBuilder builder) {
    CountDownLatch decided = new CountDownLatch(1);
    int servers = servers().size();
    boolean patient = options.flags.wait != null;
    builder.statusListener(
        status -> {
          boolean hopeless = !patient && status.failedAttempts() >= servers;
          if (status.state() == ConnectionState.CONNECTED || hopeless) {
            decided.countDown();
          }
          notes.statusChanged(status);
        });
    builder.errorListener(notes);
    NatsServiceConfig config = builder.build();
    Duration patience =
        patient
            ? Units.duration(String.valueOf(options.flags.wait))
            : config.connectTimeout().multipliedBy(servers).plusSeconds(1);
    NatsService service = NatsService.create(config);
    service.connect(Duration.ofNanos(1));
    try {
      decided.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      service.disconnect();
      throw new CliException(ExitCode.FAILED, "Interrupted while connecting.", e);
    }
    if (!service.isConnected()) {
      ConnectionStatus status = service.status();
      service.disconnect();
      throw notConnected(status);
    }
    notes.begin();
    return service;
  }

  /**
   * Is told of what the server refuses.
   *
   * @param action gets the subject, on another thread
   */
  public void onRefusal(Consumer<String> action) {
    notes.onRefusal(action);
  }

  /**
   * Whether the server has refused something that nobody waited for; to be asked after closing.
   *
   * @return true when the user was told of it
   */
  public boolean isRefused() {
    return notes.isRefused();
  }

  private CliException notConnected(ConnectionStatus status) {
    String tried = String.join(", ", servers().stream().map(ServerUrls::shown).toList());
    String begin = "There is no connection to " + tried + " (from: " + origin("servers") + "). ";
    String end =
        " 'lixpi-nats doctor' looks closer; 'lixpi-nats server' starts a server on this machine.";
    return status
        .lastFailure()
        .map(
            failure ->
                new CliException(
                    ExitCode.NOT_CONNECTED, begin + withoutHope(failure) + end, failure))
        .orElseGet(
            () ->
                new CliException(
                    ExitCode.NOT_CONNECTED, begin + "It did not answer in time." + end));
  }

  /** A service would go on; a command does not. */
  private static String withoutHope(Throwable failure) {
    return String.valueOf(failure.getMessage()).replace(" The service keeps trying.", "");
  }

  Map<String, String> values() {
    return values;
  }
}
