package ai.lixpi.nats.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Which {@link TestCertificates} are to be made.
 *
 * <p>Not thread-safe.
 */
public final class TestCertificatesBuilder {
  private static final Duration LIFE = Duration.ofDays(10);

  // Mutable state
  List<String> serverNames = List.of("localhost", "127.0.0.1");
  KeyKind keyKind = KeyKind.EC;
  Instant serverEnd = Instant.now().plus(LIFE);

  TestCertificatesBuilder() {}

  /**
   * Names the server that the certificate is for. Default: {@code localhost} and {@code 127.0.0.1}.
   *
   * @param namesOrAddresses DNS names and IP addresses
   * @return this
   */
  public TestCertificatesBuilder serverNames(String... namesOrAddresses) {
    serverNames = List.of(namesOrAddresses);
    return this;
  }

  /**
   * Makes server and client keys of a certain kind. Default: {@link KeyKind#EC}.
   *
   * @param kind the kind of key
   * @return this
   */
  public TestCertificatesBuilder keys(KeyKind kind) {
    keyKind = kind;
    return this;
  }

  /**
   * Lets the server's certificate have run out yesterday.
   *
   * @return this
   */
  public TestCertificatesBuilder expired() {
    serverEnd = Instant.now().minus(Duration.ofDays(1));
    return this;
  }

  /**
   * Makes them.
   *
   * @return the certificates, in files of a temporary folder
   */
  public TestCertificates create() {
    return new TestCertificates(this);
  }
}
