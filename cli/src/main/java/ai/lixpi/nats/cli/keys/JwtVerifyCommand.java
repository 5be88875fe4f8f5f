package ai.lixpi.nats.cli.keys;

import ai.lixpi.nats.auth.InvalidTokenException;
import ai.lixpi.nats.auth.SelfIssuedJwt;
import ai.lixpi.nats.cli.CliCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Json;
import ai.lixpi.nats.cli.output.Units;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jwt verify}. */
@Command
public final class JwtVerifyCommand extends CliCommand {
  @Option(
      names = "--public-key",
      required = true,
      paramLabel = "KEY",
      description = "The public NKey (U...) of the one who should have signed.")
  String publicKey = "";

  @Option(
      names = "--user-id",
      required = true,
      paramLabel = "ID",
      description = "The user id that this key may use.")
  String userId = "";

  @Mixin TokenArgument token = new TokenArgument();

  @Override
  protected int run() throws IOException {
    List<SelfIssuedJwt.Issuer> issuers = List.of(new SelfIssuedJwt.Issuer(publicKey, userId));
    try {
      SelfIssuedJwt.Claims claims =
          SelfIssuedJwt.verify(token.read(terminal()), issuers, Clock.systemUTC());
      if (wantsJson()) {
        printJson(
            Json.object(
                "valid", true,
                "userId", claims.userId(),
                "publicKey", claims.publicKey(),
                "expiresAt", claims.expiresAt()));
      } else {
        Duration left = Duration.between(Instant.now(), claims.expiresAt());
        terminal()
            .out()
            .println(
                "Valid: "
                    + claims.userId()
                    + ", signed by "
                    + claims.publicKey()
                    + ", "
                    + (left.isNegative()
                        ? "expired " + Units.time(left.negated()) + " ago, within the skew allowed."
                        : "for another " + Units.time(left) + "."));
      }
      return ExitCode.OK;
    } catch (InvalidTokenException e) {
      if (!wantsJson()) {
        throw e;
      }
      printJson(Json.object("valid", false, "reason", e.reason(), "message", e.getMessage()));
      return ExitCode.FAILED;
    }
  }
}
