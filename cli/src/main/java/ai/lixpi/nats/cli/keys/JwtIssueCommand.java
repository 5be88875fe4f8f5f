package ai.lixpi.nats.cli.keys;

import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.SelfIssuedJwt;
import ai.lixpi.nats.cli.CliCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Json;
import ai.lixpi.nats.cli.output.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jwt issue}. */
@Command
public final class JwtIssueCommand extends CliCommand {
  @Option(
      names = "--user-id",
      required = true,
      paramLabel = "ID",
      description = "Who signs in with it, like svc:orders.")
  String userId = "";

  @Option(
      names = "--nkey-seed-file",
      paramLabel = "FILE",
      description = "The seed (SU...), '-' for stdin; else NATS_NKEY_SEED.")
  @Nullable Path seedFile;

  @Option(
      names = "--expiry",
      paramLabel = "TIME",
      description = "How long it lives; 1h by default.")
  String expiry = "1h";

  @Mixin SecretOutput secret = new SecretOutput();

  @Override
  protected int run() {
    secret.require(terminal(), wantsJson());
    Duration life = Units.duration(expiry);
    try (NKey key = NKey.fromSeed(SeedSource.ofFileOrVariable(seedFile))) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      String token = SelfIssuedJwt.issue(key, userId, life, now);
      if (wantsJson()) {
        printJson(
            Json.object(
                "token",
                token,
                "userId",
                userId,
                "publicKey",
                key.publicKey(),
                "expiresAt",
                now.plus(life)));
        return ExitCode.OK;
      }
      secret.write(terminal(), token);
      terminal()
          .note(
              "A token for "
                  + userId
                  + ", valid for "
                  + Units.time(life)
                  + ", signed by "
                  + key.publicKey()
                  + "."
                  + secret.told());
    }
    return ExitCode.OK;
  }
}
