package ai.lixpi.nats.cli.keys;

import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.cli.CliCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Json;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nkey new}. */
@Command
public final class NkeyNewCommand extends CliCommand {
  /** What a key is for. */
  enum Kind {
    user,
    account,
    operator,
    server,
    cluster,
    curve
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "ROLE",
      description = "user (default), account, operator, server, cluster or curve (an xkey).")
  Kind role = Kind.user;

  @Mixin SecretOutput secret = new SecretOutput();

  @Override
  protected int run() {
    secret.require(terminal(), wantsJson());
    try (NKey key = NKey.generate(NKey.Role.valueOf(role.name().toUpperCase(Locale.ROOT)))) {
      String seed = new String(key.seed());
      if (wantsJson()) {
        printJson(Json.object("role", role, "publicKey", key.publicKey(), "seed", seed));
        return ExitCode.OK;
      }
      secret.write(terminal(), seed);
      terminal().note("The public key is " + key.publicKey() + "." + secret.told());
    }
    return ExitCode.OK;
  }
}
