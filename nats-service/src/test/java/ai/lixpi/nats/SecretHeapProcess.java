package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ai.lixpi.nats.auth.Credentials;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Signs in with the secret on its standard input, and writes its heap down twice: while it is
 * connected, and when the service is closed and its credentials are wiped. Both stay reachable.
 */
public final class SecretHeapProcess {
  private static @Nullable NatsService service;
  private static @Nullable NatsServiceConfig config;

  private SecretHeapProcess() {}

  /** Arguments: how to sign in, the URL, two files. */
  public static void main(String[] args) throws IOException {
    connect(args[0], args[1]);
    dump(args[2]);
    close();
    dump(args[3]);
  }

  private static void connect(String how, String url) throws IOException {
    byte[] secret = new byte[512];
    int length;
    try (FileInputStream in = new FileInputStream(FileDescriptor.in)) {
      length = in.read(secret);
    }
    NatsServiceConfig built =
        NatsServiceConfig.builder()
            .servers(url)
            .credentials(credentials(how, new String(secret, 0, length, US_ASCII)))
            .build();
    Arrays.fill(secret, (byte) 0);
    NatsService connected = NatsService.connect(built);
    connected.awaitConnected(Duration.ofSeconds(60));
    config = built;
    service = connected;
  }

  private static Credentials credentials(String how, String secret) {
    return switch (how) {
      case "token" -> Credentials.token(secret);
      case "password" -> Credentials.userPassword("bob", secret);
      case "nkey" -> Credentials.nkey(secret);
      default -> Credentials.selfIssuedJwt(secret, "svc:orders");
    };
  }

  private static void close() {
    if (service != null && config != null) {
      service.close();
      config.credentials().wipe();
    }
  }

  private static void dump(String file) throws IOException {
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file, true);
  }
}
