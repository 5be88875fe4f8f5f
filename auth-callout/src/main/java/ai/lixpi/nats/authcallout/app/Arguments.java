package ai.lixpi.nats.authcallout.app;

import ai.lixpi.nats.ConfigurationException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the program was called with. */
record Arguments(Task task, @Nullable Path configuration) {
  /** What it shall do. */
  enum Task {
    HELP,
    MAKE_KEYS,
    CHECK,
    RUN
  }

  static Arguments parse(List<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      return new Arguments(Task.HELP, null);
    }
    if (arguments.equals(List.of("--make-keys"))) {
      return new Arguments(Task.MAKE_KEYS, null);
    }
    boolean check = !arguments.isEmpty() && arguments.get(0).equals("--check");
    List<String> rest = check ? arguments.subList(1, arguments.size()) : arguments;
    if (rest.size() != 1 || rest.get(0).startsWith("-")) {
      throw new ConfigurationException(
          "The arguments are not understood: give one configuration file, like"
              + " 'auth-callout.json', or --help.");
    }
    try {
      return new Arguments(check ? Task.CHECK : Task.RUN, Path.of(rest.get(0)));
    } catch (InvalidPathException e) {
      throw new ConfigurationException(
          "The configuration file's name can't be one: give a path like 'auth-callout.json'.");
    }
  }

  Path file() {
    if (configuration == null) {
      throw new IllegalStateException("This task has no configuration file.");
    }
    return configuration;
  }

  static String help() {
    return """
    The auth callout responder of the Lixpi NATS Service: verifies the tokens of those who sign in
    at a nats-server (2.10 or later), and hands out their permissions.

    Usage:
      java -jar auth-callout.jar CONFIGURATION          runs until SIGTERM or SIGINT
      java -jar auth-callout.jar --check CONFIGURATION  starts, signs in at the server once, ends
      java -jar auth-callout.jar --make-keys            prints a new set of keys
      java -jar auth-callout.jar --help                 prints this

    CONFIGURATION is a JSON file:
      {
        "nats": { "servers": "nats://localhost:4222", "user": "auth" },
        "account": "APP",
        "issuerSeedFile": "issuer.seed",
        "xkeySeedFile": "xkey.seed",
        "services": [
          { "publicKey": "U...", "userId": "svc:orders",
            "permissions": { "pub": { "allow": ["orders.>"] }, "sub": { "allow": ["orders.>"] } } }
        ],
        "oidc": { "issuer": "https://login.example.com/", "audience": "my-nats",
                  "jwks": "https://login.example.com/.well-known/jwks.json", "userIdClaim": "sub" },
        "userPermissions": { "pub": { "allow": ["ask.{userId}.>"] } },
        "userJwtLifetime": "1h", "verifierDeadline": "1500ms", "inboxPrefix": "_INBOX",
        "concurrency": 16, "queueLimit": 4096
      }
    Needed are account, an issuer seed, and services or oidc. "nats" takes the names of the
    library's properties without "nats.".

    Variables, which win over the file:
      AUTH_CALLOUT_ISSUER_SEED   the account seed (SA...) whose public key the server knows as issuer
      AUTH_CALLOUT_XKEY_SEED     the curve seed (SX...) whose public key the server knows as xkey
      NATS_SERVERS, NATS_USER, NATS_PASSWORD, NATS_TLS_CA_CERT, ...   how to reach the server

    Exit codes: 0 everything answered or fine, 1 something was left or the check failed,
    2 wrong arguments or configuration.
    """;
  }
}
