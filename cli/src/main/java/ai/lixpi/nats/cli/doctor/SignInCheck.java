package ai.lixpi.nats.cli.doctor;

import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.CredsFileCredentials;
import ai.lixpi.nats.cli.connect.Connector;
import ai.lixpi.nats.cli.connect.ServerUrls;
import ai.lixpi.nats.cli.output.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Looks at what is signed in with, and for how long. */
final class SignInCheck {
  private static final String CHECK = "credentials";
  private static final Duration SOON = Duration.ofMinutes(5);

  private final Findings findings;
  private final Connector connector;

  SignInCheck(Findings findings, Connector connector) {
    this.findings = findings;
    this.connector = connector;
  }

  static String kind(Connector connector) {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put("creds", "a creds file");
    kinds.put("nkey", "an NKey");
    kinds.put("user-jwt", "a user JWT");
    kinds.put("nkey-seed", "a self-issued JWT");
    kinds.put("token", "a token");
    kinds.put("user", "user and password");
    for (Map.Entry<String, String> kind : kinds.entrySet()) {
      if (connector.value(kind.getKey()) != null) {
        return kind.getValue() + " (from: " + connector.origin(kind.getKey()) + ")";
      }
    }
    return connector.servers().stream().anyMatch(url -> !ServerUrls.shown(url).equals(url))
        ? "what the URL holds"
        : "nothing";
  }

  /** What to do when the server has refused. */
  static String remedy(Connector connector) {
    if (connector.value("nkey-seed") != null) {
      return "Does the callout responder run, and know this key with this user id? Is the clock here"
          + " right? It is "
          + Instant.now().truncatedTo(ChronoUnit.SECONDS)
          + ".";
    }
    return kind(connector).equals("nothing")
        ? "Give credentials: --user, --token-file, --creds, --nkey or --user-id."
        : "Look at these credentials, and at who may come in on the server.";
  }

  /** What can be seen without a server. */
  void beforehand() {
    String creds = connector.value("creds");
    if (creds == null) {
      return;
    }
    try {
      CredsFileCredentials file = (CredsFileCredentials) Credentials.credsFile(Path.of(creds));
      Instant end = file.expiresAt().orElse(null);
      Duration left = end == null ? Duration.ofDays(1) : Duration.between(Instant.now(), end);
      if (left.isNegative()) {
        findings.add(
            Finding.failed(
                CHECK,
                "The user JWT in " + creds + " expired " + Units.time(left.negated()) + " ago.",
                "Get a new creds file, or look at the clock of this machine."));
      } else {
        findings.add(
            Finding.ok(
                CHECK,
                creds + (end == null ? " does not expire" : " is valid for " + Units.time(left))));
      }
    } catch (InvalidCredentialsException e) {
      findings.add(Finding.failed(CHECK, String.valueOf(e.getMessage()), "Give another file."));
    }
  }

  /** What the server knows. */
  void afterwards(NatsService nats) {
    Duration left = nats.status().timeToExpiry().orElse(null);
    if (left == null) {
      findings.add(Finding.ok(CHECK, "accepted; this sign-in does not expire"));
    } else if (left.compareTo(SOON) < 0) {
      findings.add(
          Finding.warning(
              CHECK,
              "accepted; this sign-in lasts for only " + Units.time(left),
              "A service renews it by itself if its credentials are fresh each time."));
    } else {
      findings.add(Finding.ok(CHECK, "accepted; this sign-in lasts for " + Units.time(left)));
    }
  }
}
