package ai.lixpi.nats.testkit.junit;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test when a secret can be read in what it leaves behind: in a log line of any level, with
 * its exception; in the message of any exception of the packages that are watched, or that their
 * code lets the JDK throw; in the name of a thread; or in what was {@linkplain #see shown} to it.
 * What comes late fails a later test.
 *
 * <p>For a whole module: name this class in {@code
 * META-INF/services/org.junit.jupiter.api.extension.Extension} of the test resources, and in {@code
 * junit-platform.properties} set
 *
 * <ul>
 *   <li>{@code junit.jupiter.extensions.autodetection.enabled=true}
 *   <li>{@value #SECRETS}, a regular expression for the secrets that the tests use; seeds of NKeys
 *       and signed JWTs count anyhow
 *   <li>{@value #PACKAGES}, the heads of the names of loggers and exceptions to watch, with commas
 * </ul>
 *
 * <p>Needs Logback. Does nothing while Jazzer looks for new inputs.
 */
public final class SecretWatch implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  /** The name of the parameter for secrets. */
  public static final String SECRETS = "testkit.secrets";

  /** The name of the parameter for what is watched. */
  public static final String PACKAGES = "testkit.secrets.packages";

  private static final String ALWAYS =
      "\\bS[ACNOUX][A-Z2-7]{56}\\b|eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]{40,}";
  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(SecretWatch.class);

  // Mutable state
  private static volatile SecretHits hits = new SecretHits(Pattern.compile(ALWAYS));

  /** Made by JUnit. */
  public SecretWatch() {}

  /**
   * Shows a value that a test has got hold of: its text, and of a failure the whole chain.
   *
   * @param where whose value it is, for the message
   * @param value the value
   */
  public static void see(String where, Object value) {
    hits.see(where, value);
  }

  /**
   * Shows the text of each object that can be reached from one, through the fields of classes of
   * some packages, through collections and arrays.
   *
   * @param where whose objects they are, for the message
   * @param root where it starts
   * @param packages the heads of the names of classes whose fields are followed and whose texts are
   *     shown
   * @return how many texts were shown
   */
  public static int seeAll(String where, Object root, String... packages) {
    AtomicInteger shown = new AtomicInteger();
    new Reachable(List.of(packages))
        .from(
            root,
            object -> {
              shown.incrementAndGet();
              hits.see(where + ", " + object.getClass().getName(), object);
            });
    return shown.get();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (System.getenv("JAZZER_FUZZ") == null) {
      context
          .getRoot()
          .getStore(OURS)
          .computeIfAbsent(SecretSources.class, key -> start(context), SecretSources.class);
    }
  }

  private static SecretSources start(ExtensionContext context) {
    String own = context.getConfigurationParameter(SECRETS).map(text -> "|" + text).orElse("");
    String packages = context.getConfigurationParameter(PACKAGES).orElse("");
    SecretHits started = new SecretHits(Pattern.compile(ALWAYS + own));
    hits = started;
    return new SecretSources(started, List.of(packages.split("\\s*,\\s*")));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Thread.getAllStackTraces().keySet().forEach(each -> hits.see("thread", each.getName()));
    hits.verify();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    hits.verify();
  }
}
