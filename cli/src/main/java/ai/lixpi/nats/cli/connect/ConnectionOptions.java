package ai.lixpi.nats.cli.connect;

import ai.lixpi.nats.cli.output.Terminal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The flags that say how to reach the server; the same on every command that needs one. */
public final class ConnectionOptions {
  @ArgGroup(
      validate = false,
      order = 2000,
      heading =
          "%nConnection (flags win over NATS_* variables, those over the file, that over a context"
              + " of the nats tool):%n")
  Flags flags = new Flags();

  /** The flags themselves. */
  static final class Flags {
    @Option(
        names = {"-s", "--server"},
        paramLabel = "URL",
        description = "The servers, separated by commas; nats://localhost:4222 by default.")
    @Nullable String server;

    @Option(names = "--context", paramLabel = "NAME", description = "A context of the nats tool.")
    @Nullable String context;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Properties like nats.url=..., as the library reads them.")
    @Nullable Path config;

    @Option(names = "--user", paramLabel = "NAME", description = "Signs in with a password.")
    @Nullable String user;

    @Option(
        names = "--password",
        paramLabel = "TEXT",
        description = "The password; others can see it.")
    @Nullable String password;

    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "Better: the password in a file, or NATS_PASSWORD.")
    @Nullable Path passwordFile;

    @Option(names = "--token", paramLabel = "TEXT", description = "A token; others can see it.")
    @Nullable String token;

    @Option(
        names = "--token-file",
        paramLabel = "FILE",
        description = "Better: the token in a file, or NATS_TOKEN.")
    @Nullable Path tokenFile;

    @Option(names = "--creds", paramLabel = "FILE", description = "Signs in with a creds file.")
    @Nullable Path creds;

    @Option(names = "--nkey", paramLabel = "FILE", description = "Signs in with an NKey seed.")
    @Nullable Path nkey;

    @Option(
        names = "--user-id",
        paramLabel = "ID",
        description = "Signs in with a self-issued JWT for this user id,")
    @Nullable String userId;

    @Option(
        names = "--nkey-seed-file",
        paramLabel = "FILE",
        description = "signed with the seed in this file, or NATS_NKEY_SEED.")
    @Nullable Path nkeySeedFile;

    @Option(names = "--tls-ca", paramLabel = "FILE", description = "Trusts these certificates.")
    @Nullable Path tlsCa;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "A client certificate,")
    @Nullable Path tlsCert;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "and its key.")
    @Nullable Path tlsKey;

    @Option(names = "--tls-first", description = "TLS before the server says anything.")
    boolean tlsFirst;

    @Option(names = "--websocket", description = "Connects by WebSocket.")
    boolean webSocket;

    @Option(names = "--inbox-prefix", paramLabel = "SUBJECT", description = "In place of _INBOX.")
    @Nullable String inboxPrefix;

    @Option(
        names = "--connect-timeout",
        paramLabel = "TIME",
        description = "For one attempt; 2s by default.")
    @Nullable String connectTimeout;

    @Option(
        names = "--wait",
        paramLabel = "TIME",
        description = "Waits so long for a server that is not there yet.")
    @Nullable String wait;
  }

  /** The values that were given, under the names of the library's properties. */
  Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    put(values, "servers", flags.server);
    put(values, "user", flags.user);
    put(values, "password", flags.password);
    put(values, "token", flags.token);
    put(values, "creds", flags.creds);
    put(values, "nkey", flags.nkey);
    put(values, "user-id", flags.userId);
    put(values, "tls-ca-cert", flags.tlsCa);
    put(values, "tls-cert", flags.tlsCert);
    put(values, "tls-key", flags.tlsKey);
    put(values, "tls-first", flags.tlsFirst ? "true" : null);
    put(values, "websocket", flags.webSocket ? "true" : null);
    put(values, "inbox-prefix", flags.inboxPrefix);
    put(values, "connect-timeout", flags.connectTimeout);
    putSecret(values, "password", flags.passwordFile);
    putSecret(values, "token", flags.tokenFile);
    putSecret(values, "nkey-seed", flags.nkeySeedFile);
    return values;
  }

  /**
   * What a program reads that has a configuration file of its own: the variables of this process,
   * and over them what flags say.
   *
   * @param terminal for warnings
   * @return variables
   */
  public Map<String, String> asEnvironment(Terminal terminal) {
    boolean named = flags.context != null || flags.config != null;
    Map<String, String> given = named ? new Connector(this, terminal).values() : values();
    Map<String, String> environment = new LinkedHashMap<>(System.getenv());
    given.forEach(
        (name, value) ->
            environment.put("NATS_" + name.toUpperCase(Locale.ROOT).replace('-', '_'), value));
    return environment;
  }

  private static void put(Map<String, String> values, String name, @Nullable Object value) {
    if (value != null) {
      values.put(name, value.toString());
    }
  }

  private static void putSecret(Map<String, String> values, String name, @Nullable Path file) {
    if (file != null) {
      values.put(name, SecretFile.read(file));
    }
  }
}
