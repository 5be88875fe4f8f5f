package ai.lixpi.nats.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link NatsServer} is to be started. Each call of a method replaces what an earlier call of
 * it gave, except {@link #user} and {@link #env}, which add.
 *
 * <p>Not thread-safe.
 */
public final class NatsServerBuilder {
  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static final int DEFAULT_MAX_PAYLOAD = 1024 * 1024;

  // Mutable state
  String name = "testkit-" + COUNTER.incrementAndGet();
  int port;
  int maxPayload = DEFAULT_MAX_PAYLOAD;
  @Nullable String jetStream;
  @Nullable String token;
  Map<String, String> users = new LinkedHashMap<>();
  @Nullable TestCertificates certificates;
  boolean mutualTls;
  boolean webSocket;
  String cluster = "";
  String extraConfig = "";
  @Nullable String wholeConfig;
  @Nullable NatsServerBinary binary;
  Map<String, String> environment = new LinkedHashMap<>();

  NatsServerBuilder() {}

  NatsServerBuilder copy() {
    NatsServerBuilder copy = new NatsServerBuilder();
    copy.name = name;
    copy.port = port;
    copy.maxPayload = maxPayload;
    copy.jetStream = jetStream;
    copy.token = token;
    copy.users = new LinkedHashMap<>(users);
    copy.certificates = certificates;
    copy.mutualTls = mutualTls;
    copy.webSocket = webSocket;
    copy.cluster = cluster;
    copy.extraConfig = extraConfig;
    copy.wholeConfig = wholeConfig;
    copy.binary = binary;
    copy.environment = new LinkedHashMap<>(environment);
    return copy;
  }

  /**
   * Names the server. Default: {@code testkit-} and a number.
   *
   * @param newName the {@code server_name}; unique within a cluster
   * @return this
   */
  public NatsServerBuilder name(String newName) {
    name = newName;
    return this;
  }

  /**
   * Listens on a certain port. Default: a free one, which the server keeps over restarts.
   *
   * @param newPort from 1 to 65535
   * @return this
   */
  public NatsServerBuilder port(int newPort) {
    if (newPort < 1 || newPort > 65_535) {
      throw new IllegalArgumentException(
          "Port %s is not one; give 1 to 65535, or leave it out for a free one."
              .formatted(newPort));
    }
    port = newPort;
    return this;
  }

  /**
   * Limits the size of a message. Default: 1 MiB, as the server's own.
   *
   * @param bytes at least 1
   * @return this
   */
  public NatsServerBuilder maxPayload(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("max_payload must be at least 1 byte, not " + bytes + ".");
    }
    maxPayload = bytes;
    return this;
  }

  /**
   * Switches JetStream on, with a store of the server's own that lasts until it is closed.
   *
   * @return this
   */
  public NatsServerBuilder jetStream() {
    return jetStream("");
  }

  /**
   * Switches JetStream on with lines of its configuration block.
   *
   * @param lines for example {@code max_file_store: 10MB}
   * @return this
   */
  public NatsServerBuilder jetStream(String lines) {
    jetStream = lines;
    return this;
  }

  /**
   * Lets in only clients with a token; replaces users.
   *
   * @param newToken the secret
   * @return this
   */
  public NatsServerBuilder token(String newToken) {
    anyone();
    token = newToken;
    return this;
  }

  /**
   * Lets in a user with a password, beside users given before; replaces a token.
   *
   * @param user the name
   * @param password the secret
   * @return this
   */
  public NatsServerBuilder user(String user, String password) {
    token = null;
    users.put(user, password);
    return this;
  }

  /**
   * Lets in anyone, as is the default; takes back token and users.
   *
   * @return this
   */
  public NatsServerBuilder anyone() {
    token = null;
    users.clear();
    return this;
  }

  /**
   * Requires TLS of clients, of those over WebSocket too.
   *
   * @param newCertificates what the server shows
   * @return this
   */
  public NatsServerBuilder tls(TestCertificates newCertificates) {
    certificates = newCertificates;
    return this;
  }

  /**
   * Requires a certificate of clients. Needs {@link #tls}.
   *
   * @return this
   */
  public NatsServerBuilder mutualTls() {
    mutualTls = true;
    return this;
  }

  /**
   * Listens for WebSocket clients too, with TLS ({@code wss}) if {@link #tls} was called, else
   * without ({@code ws}). Compression is offered.
   *
   * @return this
   */
  public NatsServerBuilder webSocket() {
    webSocket = true;
    return this;
  }

  /**
   * Adds lines to the end of the configuration file that the other methods make; a key that they
   * have written already is overridden.
   *
   * @param extraLines in the server's configuration language
   * @return this
   */
  public NatsServerBuilder config(String extraLines) {
    extraConfig = extraLines;
    return this;
  }

  /**
   * Runs the server on a configuration file of the caller's own. Of this builder only port, binary
   * and environment apply then; addresses, ports and the JetStream store are set all the same.
   *
   * @param text the whole file
   * @return this
   */
  public NatsServerBuilder configFile(String text) {
    wholeConfig = text;
    return this;
  }

  /**
   * Runs a certain binary. Default: {@link NatsServerBinary#newest()}.
   *
   * @param newBinary the program
   * @return this
   */
  public NatsServerBuilder binary(NatsServerBinary newBinary) {
    binary = newBinary;
    return this;
  }

  /**
   * Sets an environment variable of the server, beside those of this JVM.
   *
   * @param variable its name
   * @param value its value
   * @return this
   */
  public NatsServerBuilder env(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  NatsServerBuilder cluster(String block) {
    cluster = block;
    return this;
  }

  NatsServerBinary binaryOrNewest() {
    return binary == null ? NatsServerBinary.newest() : binary;
  }

  /**
   * Starts the server.
   *
   * @return the server, which accepts clients
   * @throws NatsServerException if it does not within 10 s; with the end of its log
   */
  public NatsServer start() {
    if (mutualTls && certificates == null) {
      throw new IllegalStateException("mutualTls() needs certificates; call tls(...) too.");
    }
    return NatsServer.start(this);
  }
}
