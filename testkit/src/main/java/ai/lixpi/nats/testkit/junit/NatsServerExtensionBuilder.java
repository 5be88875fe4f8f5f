package ai.lixpi.nats.testkit.junit;

import ai.lixpi.nats.testkit.NatsServerBuilder;
import java.util.function.Consumer;

/**
 * How a {@link NatsServerExtension} runs its server.
 *
 * <p>Not thread-safe.
 */
public final class NatsServerExtensionBuilder {
  // Mutable state
  Consumer<NatsServerBuilder> settings = server -> {};
  boolean checksLeaks = true;

  NatsServerExtensionBuilder() {}

  /**
   * Sets how the server is started. Default: without JetStream, TLS or authorisation.
   *
   * @param newSettings applied to the server's builder; replaces what an earlier call gave
   * @return this
   */
  public NatsServerExtensionBuilder server(Consumer<NatsServerBuilder> newSettings) {
    settings = newSettings;
    return this;
  }

  /**
   * Lets the class pass even if threads, connections or subscriptions are left after its last test.
   * Default: it fails.
   *
   * @return this
   */
  public NatsServerExtensionBuilder withoutLeakCheck() {
    checksLeaks = false;
    return this;
  }

  /**
   * Makes the extension.
   *
   * @return an extension for a static field with {@code @RegisterExtension}
   */
  public NatsServerExtension build() {
    return new NatsServerExtension(this);
  }
}
