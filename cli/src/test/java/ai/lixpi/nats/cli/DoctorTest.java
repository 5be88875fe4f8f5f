package ai.lixpi.nats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.TestCertificates;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir Path home;

  @Test
  void aHealthyServerPassesAllChecks() {
    try (NatsServer server = NatsServer.builder().jetStream().start()) {
      Cli.Result result = Cli.at(server.url(), home).run("doctor", "orders.new");

      assertThat(result.code()).as(result.out()).isZero();
      assertThat(result.out())
          .containsSubsequence(
              "ok    name", "ok    tcp", "ok    greeting", "ok    connection", "ok    credentials")
          .containsSubsequence("ok    clock", "ok    permissions", "may be published to")
          .containsSubsequence(
              "ok    jetstream", "ok    buckets", "ok    max_payload", "round trip");
    }
  }

  @Test
  void nobodyAtThePortIsFound() {
    Cli.Result result = Cli.at("nats://127.0.0.1:1", home).run("doctor");

    assertThat(result.code()).isEqualTo(ExitCode.NOT_CONNECTED);
    assertThat(result.out()).contains("FAIL  tcp").contains("-> Start the server");
  }

  @Test
  void anUnknownNameIsFound() {
    Cli.Result result = Cli.at("nats://no-such-host.invalid:4222", home).run("doctor");

    assertThat(result.code()).isEqualTo(ExitCode.NOT_CONNECTED);
    assertThat(result.out()).contains("FAIL  name").contains("no-such-host.invalid");
  }

  @Test
  void aCertificateIsShownAlsoWhenItIsNotTrusted() {
    try (TestCertificates certificates = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).start()) {
      Cli cli = Cli.at(server.url(), home);

      Cli.Result untrusted = cli.run("doctor");
      assertThat(untrusted.out())
          .contains("certificate for localhost")
          .contains("FAIL  connection");

      Cli.Result trusted = cli.run("doctor", "--tls-ca", certificates.ca().toString());
      assertThat(trusted.code()).as(trusted.out()).isZero();
      assertThat(trusted.out()).contains("certificate for localhost").contains("ok    connection");
    }
  }

  @Test
  void refusedCredentialsAreFound() {
    try (NatsServer server = NatsServer.builder().token("right").start()) {
      Cli.Result result = Cli.at(server.url(), home).run("doctor");

      assertThat(result.code()).isEqualTo(ExitCode.NOT_CONNECTED);
      assertThat(result.out())
          .contains("asks for credentials")
          .contains("FAIL  connection")
          .contains("-> Give credentials");
    }
  }

  @Test
  void missingPermissionsAreFound() {
    String limited =
        """
        authorization { users: [ {
          user: ada, password: "s3cr3t", permissions: {
            publish: { allow: ["open.*", "$SYS.REQ.USER.INFO"] }
            subscribe: { allow: [">"], deny: ["closed.>"] }
          }
        } ] }
        """;
    try (NatsServer server = NatsServer.builder().config(limited).start()) {
      Cli.Result result =
          Cli.at(server.url(), home)
              .env("NATS_PASSWORD", "s3cr3t")
              .run("doctor", "--user", "ada", "open.a", "closed.a");

      assertThat(result.out())
          .contains("open.a: may be published to, may be subscribed to")
          .contains("closed.a: may not be published to, may not be subscribed to");
    }
  }

  @Test
  void aMissingBucketIsFound() {
    try (NatsServer server = NatsServer.builder().jetStream().start()) {
      Cli.Result result = Cli.at(server.url(), home).run("doctor", "--bucket", "gone");

      assertThat(result.code()).isEqualTo(ExitCode.FAILED);
      assertThat(result.out()).contains("FAIL  bucket").contains("bucket create gone");
    }
  }
}
