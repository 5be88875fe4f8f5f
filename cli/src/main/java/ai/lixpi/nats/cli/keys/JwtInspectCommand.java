package ai.lixpi.nats.cli.keys;

import ai.lixpi.nats.cli.CliCommand;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Json;
import ai.lixpi.nats.cli.output.Style;
import ai.lixpi.nats.cli.output.Text;
import ai.lixpi.nats.cli.output.Units;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jwt inspect}. */
@Command
public final class JwtInspectCommand extends CliCommand {
  @Mixin TokenArgument token = new TokenArgument();

  @Override
  protected int run() throws IOException {
    String[] parts = token.read(terminal()).split("\\.", -1);
    if (parts.length != 3) {
      throw CliException.failed(
          "That is no JWT: it has "
              + parts.length
              + " parts between dots instead of 3. Look at what you gave.");
    }
    String header = decoded(parts[0], "header");
    String claims = decoded(parts[1], "claims");
    Map<String, String> flat = Json.flat(claims);
    if (wantsJson()) {
      printJson(
          Json.object(
              "header",
              Json.flat(header),
              "claims",
              flat,
              "expired",
              expired(flat.get("exp")),
              "verified",
              false));
      return ExitCode.OK;
    }
    section("Header", header);
    section("Claims", claims);
    time("Issued", flat.get("iat"));
    time("Valid from", flat.get("nbf"));
    time("Expires", flat.get("exp"));
    terminal().note("Nothing of this was verified: 'lixpi-nats jwt verify' does that.");
    return ExitCode.OK;
  }

  private static String decoded(String part, String what) throws IOException {
    try {
      String text = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
      Json.flat(text);
      return text;
    } catch (IllegalArgumentException | IOException e) {
      throw CliException.failed(
          "That is no JWT: its " + what + " are no JSON in base64url. Look at what you gave.");
    }
  }

  private void section(String heading, String json) {
    terminal().out().println(Style.BOLD.on(terminal().outHasColours(), heading));
    terminal().out().println(Text.lines(Json.pretty(json).orElse(json)));
  }

  private static boolean expired(@Nullable String seconds) {
    Instant instant = instant(seconds);
    return instant != null && instant.isBefore(Instant.now());
  }

  private static @Nullable Instant instant(@Nullable String seconds) {
    try {
      return seconds == null ? null : Instant.ofEpochSecond(Long.parseLong(seconds));
    } catch (NumberFormatException | DateTimeException e) {
      return null;
    }
  }

  private void time(String what, @Nullable String seconds) {
    Instant instant = instant(seconds);
    if (instant != null) {
      Duration left = Duration.between(Instant.now(), instant);
      String relative =
          left.isNegative() ? Units.time(left.negated()) + " ago" : "in " + Units.time(left);
      terminal().out().println(what + " " + instant + ", " + relative);
    }
  }
}
