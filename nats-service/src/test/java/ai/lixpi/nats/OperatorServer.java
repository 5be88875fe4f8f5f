package ai.lixpi.nats;

import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.testkit.NatsServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

/**
 * A server in operator mode, which ends connections when their user JWT expires, as it does with
 * those that an auth callout responder signs.
 */
final class OperatorServer {
  private static final String LIMITS = "'subs':-1,'data':-1,'payload':-1";

  private final NKey operator = NKey.generate(NKey.Role.OPERATOR);
  private final NKey account = NKey.generate(NKey.Role.ACCOUNT);
  private final NKey system = NKey.generate(NKey.Role.ACCOUNT);

  void configure(NatsServerBuilder settings) {
    settings.config(
        """
        operator: %s
        system_account: %s
        resolver: MEMORY
        resolver_preload: {
          %s: %s
          %s: %s
        }
        """
            .formatted(
                TestJwt.signed(operator, operator.publicKey(), "'type':'operator','version':2", 0),
                system.publicKey(),
                system.publicKey(),
                accountJwt(system),
                account.publicKey(),
                accountJwt(account)));
  }

  private String accountJwt(NKey key) {
    return TestJwt.signed(
        operator,
        key.publicKey(),
        "'limits':{"
            + LIMITS
            + ",'imports':-1,'exports':-1,'wildcards':true,'conn':-1,'leaf':-1},"
            + "'type':'account','version':2",
        0);
  }

  /** Writes a creds file with a new key, whose user JWT lives for so long. */
  void writeCreds(Path file, Duration life) {
    writeCreds(file, Instant.now().plus(life).getEpochSecond(), "");
  }

  /** Permissions are claims like {@code 'pub':{'deny':['x']},}. */
  void writeCreds(Path file, long expiry, String permissions) {
    try (NKey user = NKey.generate(NKey.Role.USER)) {
      String jwt =
          TestJwt.signed(
              account,
              user.publicKey(),
              permissions + LIMITS + ",'type':'user','version':2",
              expiry);
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, creds(jwt, new String(user.seed())));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String creds(String jwt, String seed) {
    return """
    -----BEGIN NATS USER JWT-----
    %s
    ------END NATS USER JWT------

    ************************* IMPORTANT *************************
    NKEY Seed printed below can be used to sign and prove identity.

    -----BEGIN USER NKEY SEED-----
    %s
    ------END USER NKEY SEED------
    """
        .formatted(jwt, seed);
  }
}
