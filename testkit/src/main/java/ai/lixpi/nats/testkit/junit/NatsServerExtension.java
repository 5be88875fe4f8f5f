package ai.lixpi.nats.testkit.junit;

import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.NatsServerBuilder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs a nats-server for a test class: starts it before all tests, restores it before each one (a
 * test may leave it killed, paused or reconfigured), checks after all of them that nothing was left
 * behind, and stops it.
 *
 * <p>Through {@link NatsTest}, or in a static field:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final NatsServerExtension nats =
 *     NatsServerExtension.builder().server(server -> server.jetStream()).build();
 * }</pre>
 */
public final class NatsServerExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, ParameterResolver {
  private final @Nullable Consumer<NatsServerBuilder> settings;
  private final boolean checksLeaks;

  // Mutable state
  private @Nullable NatsServer server;
  private @Nullable LeakCheck leakCheck;
  private @Nullable String owner;

  /** Made by JUnit for {@link NatsTest}; use {@link #builder()}. */
  public NatsServerExtension() {
    this.settings = null;
    this.checksLeaks = true;
  }

  NatsServerExtension(NatsServerExtensionBuilder builder) {
    this.settings = builder.settings;
    this.checksLeaks = builder.checksLeaks;
  }

  /**
   * Starts a description of an extension.
   *
   * @return a builder to describe it with
   */
  public static NatsServerExtensionBuilder builder() {
    return new NatsServerExtensionBuilder();
  }

  /**
   * The server.
   *
   * @return the server, which runs from before all tests to after all tests
   * @throws IllegalStateException at any other time
   */
  public NatsServer server() {
    NatsServer current = server;
    if (current == null) {
      throw new IllegalStateException(
          "The server runs during the tests only; register the extension in a static field.");
    }
    return current;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    // A nested class shares the server of the class around it.
    if (server != null) {
      return;
    }
    NatsServerBuilder builder = NatsServer.builder();
    boolean check = configure(builder, context);
    NatsServer started = builder.start();
    server = started;
    owner = context.getUniqueId();
    leakCheck = check ? LeakCheck.start(started) : null;
  }

  private boolean configure(NatsServerBuilder builder, ExtensionContext context) {
    if (settings != null) {
      settings.accept(builder);
      return checksLeaks;
    }
    NatsTest annotation = context.getRequiredTestClass().getAnnotation(NatsTest.class);
    if (annotation == null) {
      return checksLeaks;
    }
    if (annotation.jetStream()) {
      builder.jetStream();
    }
    return annotation.leakCheck();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    server().restore();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    NatsServer current = server;
    if (current == null || !context.getUniqueId().equals(owner)) {
      return;
    }
    server = null;
    try (current) {
      LeakCheck check = leakCheck;
      if (check != null) {
        current.restore();
        check.verify();
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == NatsServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return server();
  }
}
