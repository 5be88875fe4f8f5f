package ai.lixpi.nats;

import ai.lixpi.nats.auth.Credentials;
import java.nio.file.Path;
import java.time.Duration;

/** A process that signs in with what its arguments say: a URL, a user NKey seed, a creds file. */
public final class SignInProcess {
  private SignInProcess() {}

  /** Ends with 0 when all ways to sign in have been accepted. */
  public static void main(String[] args) {
    for (Credentials credentials :
        new Credentials[] {
          Credentials.selfIssuedJwt(args[1], "svc:orders"), Credentials.credsFile(Path.of(args[2]))
        }) {
      NatsServiceConfig config =
          NatsServiceConfig.builder().servers(args[0]).credentials(credentials).build();
      try (NatsService nats = NatsService.connect(config)) {
        if (credentials.toString().equals("creds file")) {
          nats.awaitConnected(Duration.ofSeconds(60));
        }
      }
    }
  }
}
