package ai.lixpi.nats.cli.tools;

import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.connect.SecretFile;
import ai.lixpi.nats.cli.output.Json;
import ai.lixpi.nats.testkit.NatsServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Keys and configuration of a responder for development, in a folder of the user's. Keys that are
 * there are used again.
 */
final class CalloutFolder {
  private static final String USER_ID = "svc:dev";

  private final Path folder;
  private final NKey issuer;
  private final NKey xkey;
  private final NKey service;
  private final String password;

  private CalloutFolder(Path folder) {
    this.folder = folder;
    this.issuer = key("issuer.seed", NKey.Role.ACCOUNT);
    this.xkey = key("xkey.seed", NKey.Role.CURVE);
    this.service = key("service.seed", NKey.Role.USER);
    this.password = password();
  }

  static CalloutFolder prepare(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new CalloutFolder(folder);
  }

  Path folder() {
    return folder;
  }

  Path configuration() {
    return folder.resolve("callout.json");
  }

  String signIn() {
    return "--user-id " + USER_ID + " --nkey-seed-file " + folder.resolve("service.seed");
  }

  private NKey key(String name, NKey.Role role) {
    Path file = folder.resolve(name);
    if (Files.exists(file)) {
      NKey key = NKey.fromSeed(SecretFile.read(file));
      if (key.role() != role) {
        throw CliException.usage(
            "The seed in '" + file + "' is none of an " + role + ": give another folder.");
      }
      return key;
    }
    NKey key = NKey.generate(role);
    SecretFile.write(file, new String(key.seed()));
    return key;
  }

  private String password() {
    Path file = folder.resolve("auth.password");
    if (!Files.exists(file)) {
      try (NKey random = NKey.generate(NKey.Role.USER)) {
        // A letter in front, because the server takes what begins with a digit for a number
        SecretFile.write(file, "p" + new String(random.seed()).substring(2, 34));
      }
    }
    return SecretFile.read(file);
  }

  void configure(NatsServerBuilder builder) {
    builder
        .env("CLI_AUTH_PASSWORD", password)
        .config(
            """
            accounts {
              SYS { users: [] }
              AUTH {
                users: [ {
                  user: auth, password: $CLI_AUTH_PASSWORD
                  permissions: {
                    subscribe: { allow: [ "$SYS.REQ.USER.AUTH auth-callout", "_INBOX.>" ] }
                    publish: { allow: [ "$SYS.REQ.USER.INFO" ] }
                    allow_responses: { max: 1, expires: "1m" }
                  }
                } ]
              }
              APP { jetstream: enabled }
            }
            system_account: SYS
            authorization {
              timeout: 2
              auth_callout { account: AUTH, auth_users: [ auth ], issuer: %s, xkey: %s }
            }
            """
                .formatted(issuer.publicKey(), xkey.publicKey()));
  }

  /** The configuration knows the port, so it is written anew for each server. */
  void write(String url) throws IOException {
    Map<String, Object> all = Map.of("allow", List.of(">"));
    Map<String, Object> json =
        Json.object(
            "nats", Json.object("servers", url, "user", "auth", "password", password),
            "account", "APP",
            "issuerSeedFile", "issuer.seed",
            "xkeySeedFile", "xkey.seed",
            "services",
                List.of(
                    Json.object(
                        "publicKey",
                        service.publicKey(),
                        "userId",
                        USER_ID,
                        "permissions",
                        Map.of("pub", all, "sub", all))));
    Files.deleteIfExists(configuration());
    SecretFile.write(configuration(), Json.text(json));
  }
}
