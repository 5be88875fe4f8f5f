package ai.lixpi.nats.authcallout.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.SelfIssuedJwt;
import ai.lixpi.nats.testkit.NatsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The program, as a process of its own and as it answers to its arguments. */
class ProgramTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final NKey issuer = NKey.generate(NKey.Role.ACCOUNT);
  private final NKey xkey = NKey.generate(NKey.Role.CURVE);
  private final NKey service = NKey.generate(NKey.Role.USER);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static String seed(NKey key) {
    return new String(key.seed());
  }

  private int run(Map<String, String> environment, String... arguments) {
    return Main.run(
        List.of(arguments),
        environment,
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private NatsServer server() throws IOException {
    return NatsServer.builder()
        .configFile(
            Files.readString(Path.of(System.getProperty("basedir", ""), "nats-server.conf")))
        .env("SYS_PASSWORD", "S3CRET-sys")
        .env("AUTH_PASSWORD", "S3CRET-auth")
        .env("CALLOUT_ISSUER", issuer.publicKey())
        .env("CALLOUT_XKEY", xkey.publicKey())
        .start();
  }

  private Path configuration(String text) throws IOException {
    return Files.writeString(folder.resolve("auth-callout.json"), text);
  }

  private Path goodConfiguration() throws IOException {
    Files.writeString(folder.resolve("issuer.seed"), seed(issuer) + "\n");
    return configuration(
        """
        {
          // who may come in
          "nats": { "user": "auth" },
          "account": "APP",
          "issuerSeedFile": "issuer.seed",
          "services": [
            { "publicKey": "%s", "userId": "svc:orders",
              "permissions": { "pub": { "allow": ["orders.>"] }, "sub": { "allow": ["orders.>"] } } }
          ],
          "userJwtLifetime": "30m"
        }
        """
            .formatted(service.publicKey()));
  }

  private Map<String, String> environment(NatsServer server) {
    return Map.of(
        "NATS_SERVERS", server.url(),
        "NATS_PASSWORD", "S3CRET-auth",
        "AUTH_CALLOUT_XKEY_SEED", seed(xkey));
  }

  private Process process(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }

  @Test
  void runsLetsServicesInAndEndsWithZeroWhenAskedTo() throws Exception {
    try (NatsServer server = server()) {
      Process program = process(environment(server), goodConfiguration().toString());
      try (NatsService orders =
          NatsService.connect(
              NatsServiceConfig.builder()
                  .servers(server.url())
                  .token(SelfIssuedJwt.issue(seed(service), "svc:orders"))
                  .build())) {
        orders.awaitConnected(LONG);
        orders.reply("orders.get", String.class, (data, message) -> "order " + data);
        assertThat(orders.request("orders.get", "1", String.class)).isEqualTo("order 1");
      }
      await().atMost(LONG).until(() -> output().contains("self-test passed"));

      program.destroy();

      assertThat(program.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(program.exitValue()).isZero();
      assertThat(output())
          .contains("sign-in accepted: 'svc:orders' by self-issued")
          .contains("NATS drained all subscriptions and disconnected.")
          .doesNotContain(seed(issuer))
          .doesNotContain(seed(xkey))
          .doesNotContain("S3CRET-auth");
    }
  }

  @Test
  void endsWithTwoAndASentenceWhenItsConfigurationIsWrong() throws Exception {
    Process program = process(Map.of(), "--check", folder.resolve("missing.json").toString());

    assertThat(program.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(program.exitValue()).isEqualTo(2);
    assertThat(output())
        .startsWith("auth-callout: The file ")
        .contains("does not exist: give the path");
  }

  @Test
  void checksWhetherServerAndConfigurationFit() throws Exception {
    try (NatsServer server = server()) {
      String file = goodConfiguration().toString();

      assertThat(run(environment(server), "--check", file)).isZero();
      assertThat(out.toString(UTF_8)).contains("places clients in 'APP'");

      Map<String, String> otherKey =
          Map.of(
              "NATS_SERVERS", server.url(),
              "NATS_PASSWORD", "S3CRET-auth",
              "AUTH_CALLOUT_XKEY_SEED", seed(NKey.generate(NKey.Role.CURVE)));
      assertThat(run(otherKey, "--check", file)).isEqualTo(1);
      assertThat(err.toString(UTF_8)).contains("did not ask this responder");
    }
  }

  @Test
  void helpNamesEverythingThatCanBeGiven() {
    assertThat(run(Map.of(), "--help")).isZero();
    assertThat(out.toString(UTF_8))
        .contains(Settings.ISSUER_SEED, Settings.XKEY_SEED, "--check", "--make-keys", "Exit codes");
    for (var component : SettingsFile.class.getRecordComponents()) {
      assertThat(out.toString(UTF_8)).contains("\"" + component.getName() + "\"");
    }
  }

  @Test
  void makesKeysThatFit() {
    assertThat(run(Map.of(), "--make-keys")).isZero();

    Map<String, String> lines =
        out.toString(UTF_8)
            .lines()
            .filter(line -> line.contains("="))
            .collect(
                java.util.stream.Collectors.toMap(
                    line -> line.split("=", 2)[0], line -> line.split("=", 2)[1]));
    assertThat(NKey.fromSeed(Objects.requireNonNull(lines.get(Settings.ISSUER_SEED))).publicKey())
        .isEqualTo(lines.get("CALLOUT_ISSUER"));
    assertThat(NKey.fromSeed(Objects.requireNonNull(lines.get(Settings.XKEY_SEED))).publicKey())
        .isEqualTo(lines.get("CALLOUT_XKEY"));
    assertThat(NKey.fromSeed(Objects.requireNonNull(lines.get("NATS_NKEY_SEED"))).publicKey())
        .isEqualTo(lines.get("SERVICE_PUBLIC_KEY"));
  }

  static Stream<Arguments> wrong() {
    String services =
        "\"services\":[{\"publicKey\":\""
            + NKey.generate(NKey.Role.USER).publicKey()
            + "\",\"userId\":\"svc:a\"}]";
    return Stream.of(
        Arguments.of("{", "is no configuration in JSON at line 1"),
        Arguments.of("null", "is empty"),
        Arguments.of("{\"acount\":\"APP\"}", "has an unknown name 'acount'"),
        Arguments.of("{\"account\":[\"HUNTER2\"]}", "is no configuration in JSON"),
        Arguments.of("{\"services\":[null]}", "is no configuration in JSON"),
        Arguments.of("{\"nats\":{\"user\":null}}", "is no configuration in JSON"),
        Arguments.of(
            "{\"userPermissions\":{\"pub\":{\"allow\":[null]}}}", "is no configuration in JSON"),
        Arguments.of("{\"account\":\"A\",\"account\":\"B\"}", "is no configuration in JSON"),
        Arguments.of("{\"account\":\"APP\"}", "Nobody could come in"),
        Arguments.of("{" + services + "}", "There is no account"),
        Arguments.of("{\"services\":[{\"userId\":\"a\"}]}", "has no publicKey or no userId"),
        Arguments.of(
            "{\"services\":[{\"publicKey\":\"UHUNTER2\",\"userId\":\"a\"}]}", "public key"),
        Arguments.of(
            "{\"account\":\"APP\"," + services + ",\"userJwtLifetime\":\"long\"}",
            "userJwtLifetime is 'long'"),
        Arguments.of(
            "{\"account\":\"APP\"," + services + ",\"concurrency\":0}", "concurrency is 0"),
        Arguments.of(
            "{\"account\":\"APP\"," + services + ",\"nats\":{\"bogus\":\"x\"}}",
            "'nats.bogus' is unknown"),
        Arguments.of("{\"oidc\":{\"issuer\":\"https://x/\"}}", "has no jwks"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("wrong")
  void aWrongConfigurationIsToldInASentence(String text, String words) throws Exception {
    String file = configuration(text).toString();

    assertThat(run(Map.of(Settings.ISSUER_SEED, seed(issuer)), file)).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .startsWith("auth-callout: ")
        .contains(words)
        .doesNotContain("HUNTER2")
        .hasLineCount(1);
  }

  @Test
  void withoutAnIssuerOrWithAWrongOneItDoesNotStart() throws Exception {
    String file = configuration("{}").toString();

    assertThat(run(Map.of(), file)).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .contains("There is no issuer seed: set AUTH_CALLOUT_ISSUER_SEED");
    assertThat(run(Map.of(Settings.ISSUER_SEED, seed(service)), file)).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("The issuer is a seed of role USER");
  }

  @Test
  void argumentsThatMeanNothingAreTold() {
    assertThat(run(Map.of())).isEqualTo(2);
    assertThat(run(Map.of(), "a", "b")).isEqualTo(2);
    assertThat(run(Map.of(), "--verbose")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("or --help");
  }
}
