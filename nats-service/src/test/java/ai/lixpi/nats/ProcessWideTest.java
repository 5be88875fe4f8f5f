package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CN14. */
@NatsTest
class ProcessWideTest {
  @Test
  void initGivesTheSameServiceAgainAndAnotherOneOnlyAfterItsEnd(NatsServer server) {
    NatsServiceConfig config = NatsServiceConfig.builder().servers(server.url()).build();
    NatsServiceConfig other = config.toBuilder().name("other").build();
    NatsService first = NatsService.init(config);
    try {
      assertThat(first.isConnected()).isTrue();
      assertThat(NatsService.init(config.toBuilder().build())).isSameAs(first);
      assertThat(NatsService.getInstance()).isSameAs(first);
      assertThatThrownBy(() -> NatsService.init(other))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageStartingWith("init was called before with another configuration: use")
          .hasMessageContaining("NatsService.connect(config) for a second one");
      assertThat(server.connections()).isEqualTo(1);
    } finally {
      first.close();
    }
    NatsService second = NatsService.init(other);
    try {
      assertThat(second).isNotSameAs(first);
      assertThat(NatsService.getInstance()).isSameAs(second);
    } finally {
      second.close();
    }
  }

  @Test
  void getInstanceBeforeInitIsRefusedWithTheWayOut() throws Exception {
    // Classes of their own, so that it is the first call whatever other tests have done
    try (URLClassLoader fresh = freshClasses()) {
      Class<?> type = fresh.loadClass(NatsService.class.getName());
      assertThatThrownBy(() -> type.getMethod("getInstance").invoke(null))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .hasToString(
              ConfigurationException.class.getName()
                  + ": There is no service yet: call NatsService.init(config) once when the"
                  + " process starts.");
    }
  }

  private static URLClassLoader freshClasses() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      urls.add(url(entry));
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String entry) throws MalformedURLException {
    return Path.of(entry).toUri().toURL();
  }
}
