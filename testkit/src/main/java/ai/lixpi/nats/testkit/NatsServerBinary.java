package ai.lixpi.nats.testkit;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program {@code nats-server} that tests run, found on this machine or fetched.
 *
 * <p>{@link #newest()} looks, in this order, at the system property {@code nats.server.binary} or
 * the variable {@code NATS_SERVER_BINARY} (a wrong path is an exception), at {@code nats-server} on
 * the {@code PATH} if it is 2.10 or later, and at the cache folder ({@code ~/.cache/lixpi-nats},
 * else what the system property {@code nats.server.cache} or the variable {@code NATS_SERVER_CACHE}
 * names). If there is none, one is fetched into the cache without root rights: from the machine's
 * own Debian or Ubuntu mirror, else with {@code go install}. What was found is kept for the life of
 * the JVM, and logged once.
 *
 * <p>Immutable; the static methods are safe to call from any thread.
 */
public final class NatsServerBinary {
  private static final Logger log = LoggerFactory.getLogger(NatsServerBinary.class);
  private static final Map<ServerLine, NatsServerBinary> found = new EnumMap<>(ServerLine.class);

  private final Path path;
  private final ServerVersion version;

  private NatsServerBinary(Path path, ServerVersion version) {
    this.path = path;
    this.version = version;
  }

  /**
   * The server that tests run on unless they say otherwise.
   *
   * @return a server of version 2.10 or later, usually the newest one
   * @throws NatsServerException if there is none and none could be fetched; it names the ways to
   *     provide one
   */
  public static NatsServerBinary newest() {
    return find(ServerLine.NEWEST);
  }

  /**
   * A server of the 2.10 line, for tests that must pass on both. Looks at the system property
   * {@code nats.server.binary.2_10} or the variable {@code NATS_SERVER_BINARY_2_10}, then at the
   * cache, then fetches one.
   *
   * @return a server of version 2.10.x
   * @throws NatsServerException if there is none and none could be fetched; it names the ways to
   *     provide one
   */
  public static NatsServerBinary of210() {
    return find(ServerLine.V2_10);
  }

  /**
   * A server at a path of the caller's choice.
   *
   * @param path the executable file
   * @return that server, of whatever version it is
   * @throws NatsServerException if there is no nats-server at that path
   */
  public static NatsServerBinary at(Path path) {
    return new NatsServerBinary(path.toAbsolutePath(), BinaryLocator.versionOf(path));
  }

  private static synchronized NatsServerBinary find(ServerLine line) {
    NatsServerBinary binary = found.get(line);
    if (binary == null) {
      binary = at(new BinaryLocator(Surroundings.current()).locate(line));
      log.info("Tests run on nats-server {} at {}.", binary.version, binary.path);
      found.put(line, binary);
    }
    return binary;
  }

  /**
   * Where it is.
   *
   * @return the absolute path of the executable file
   */
  public Path path() {
    return path;
  }

  /**
   * Which version it is.
   *
   * @return for example {@code 2.15.1}
   */
  public String version() {
    return version.toString();
  }

  @Override
  public String toString() {
    return "nats-server " + version + " at " + path;
  }
}
