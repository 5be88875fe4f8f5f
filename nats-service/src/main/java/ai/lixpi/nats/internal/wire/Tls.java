package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.TlsOptions;

/** The door to TLS for those above the transport. */
public final class Tls {
  private Tls() {}

  /**
   * Reads the files once, so that wrong ones are refused at configuration time.
   *
   * @param options the options
   * @throws ai.lixpi.nats.ConfigurationException when a file can't be used; with a sentence
   */
  public static void check(TlsOptions options) {
    new TlsSource(options);
  }
}
