package ai.lixpi.nats.testkit;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** jnats connections for tests, which do not reconnect unless a test wants it. */
final class Clients {
  private Clients() {}

  static Connection connect(String url) throws IOException, InterruptedException {
    return Nats.connect(options(url).build());
  }

  static Connection connect(String url, SSLContext context)
      throws IOException, InterruptedException {
    return Nats.connect(options(url).sslContext(context).build());
  }

  static Options.Builder options(String url) {
    return new Options.Builder()
        .server(url)
        .connectionTimeout(Duration.ofSeconds(5))
        .errorListener(new Quiet())
        .noReconnect();
  }

  /** For a connection that is to fail: jnats waits out the whole time-out after a refusal. */
  static Options.Builder hasty(String url) {
    return options(url).connectionTimeout(Duration.ofSeconds(1));
  }

  /** Without it jnats writes every fault that a test makes to the console. */
  private static final class Quiet implements ErrorListener {}
}
