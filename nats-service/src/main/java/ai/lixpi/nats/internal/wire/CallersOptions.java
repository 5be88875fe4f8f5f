package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.NatsService;
import io.nats.client.Options;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Options that a caller may change. Servers are ours, whose URLs hold no secrets, and none is
 * trusted blindly.
 */
public final class CallersOptions extends Options.Builder {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);

  private final boolean insecure;

  // Mutable state
  private boolean namesServers;

  CallersOptions(List<String> servers, boolean insecure) {
    super.servers(servers.toArray(String[]::new));
    this.insecure = insecure;
  }

  /**
   * Makes a caller's changes once, so that those are refused at configuration time that would trust
   * every server. What else is wrong with them shows when they are used.
   *
   * @param changes the changes
   * @param servers the URLs that are used
   * @param insecure whether every server may be trusted
   * @throws ConfigurationException when they trust every server and must not
   */
  public static void check(
      Consumer<Options.Builder> changes, List<String> servers, boolean insecure) {
    CallersOptions options = new CallersOptions(servers, insecure);
    try {
      changes.accept(options);
    } catch (ConfigurationException e) {
      throw e;
    } catch (RuntimeException e) {
      // they may depend on what is there only later
    }
    if (options.namesServers) {
      LOG.warn("NATS -> the servers that jnats(...) names are not used: give them to servers(...)");
    }
  }

  @Override
  public Options.Builder servers(String[] servers) {
    namesServers = true;
    return this;
  }

  @Override
  public Options.Builder opentls() {
    refuseOpenTls();
    return this;
  }

  @Override
  public Options.Builder properties(Properties properties) {
    if (Boolean.parseBoolean(Options.getPropertyValue(properties, Options.PROP_OPENTLS))) {
      refuseOpenTls();
    }
    return super.properties(properties);
  }

  private void refuseOpenTls() {
    if (!insecure) {
      throw new ConfigurationException(
          "The jnats options ask for TLS that trusts every server: leave opentls out and use"
              + " 'tls://' with tlsCaCert, or set insecure() in the TlsOptions for a test.");
    }
  }
}
