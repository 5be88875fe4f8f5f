package ai.lixpi.nats.cli.doctor;

import ai.lixpi.nats.CredentialsRejectedException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.cli.CliCommand;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.connect.ConnectionOptions;
import ai.lixpi.nats.cli.connect.Connector;
import ai.lixpi.nats.cli.connect.ServerUrls;
import ai.lixpi.nats.cli.output.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code doctor}. */
@Command
public final class DoctorCommand extends CliCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "SUBJECT",
      description = "Looks whether you may publish and subscribe there; nothing is sent.")
  List<String> subjects = List.of();

  @Option(
      names = "--bucket",
      paramLabel = "BUCKET",
      description = "Looks at this bucket, too; may be given several times.")
  List<String> buckets = List.of();

  @Mixin ConnectionOptions connection = new ConnectionOptions();

  @Override
  protected int run() {
    Findings findings = new Findings(terminal(), wantsJson());
    Connector connector = new Connector(connection, terminal());
    findings.add(
        Finding.ok(
            "settings",
            String.join(", ", connector.servers().stream().map(ServerUrls::shown).toList())
                + " from: "
                + connector.origin("servers")
                + "; signs in with "
                + SignInCheck.kind(connector)));
    boolean connected = look(connector, findings);
    if (wantsJson()) {
      printJson(
          Json.object(
              "healthy", findings.healthy(),
              "checks", findings.all().stream().map(Finding::json).toList()));
    } else {
      terminal().note(findings.healthy() ? "All is well." : "Something is wrong: see FAIL above.");
    }
    return connected ? findings.healthy() ? ExitCode.OK : ExitCode.FAILED : ExitCode.NOT_CONNECTED;
  }

  private boolean look(Connector connector, Findings findings) {
    boolean tls = connector.value("tls-ca-cert") != null || connector.value("tls-cert") != null;
    boolean first = "true".equals(connector.value("tls-first"));
    for (String url : connector.servers()) {
      new ServerCheck(findings, url, tls, first).run();
    }
    SignInCheck signIn = new SignInCheck(findings, connector);
    signIn.beforehand();
    NatsService service = connect(connector, findings);
    if (service == null) {
      for (String check : List.of("clock", "permissions", "jetstream", "round trip")) {
        findings.add(Finding.skipped(check, "needs a connection"));
      }
      return false;
    }
    try (service) {
      signIn.afterwards(service);
      new AccountCheck(findings, service).run(subjects);
      new JetStreamCheck(findings, service).run(buckets);
      new LinkCheck(findings, service).run();
    }
    return true;
  }

  private static @Nullable NatsService connect(Connector connector, Findings findings) {
    try {
      NatsService service = connector.connect();
      findings.add(
          Finding.ok(
              "connection",
              "connected to "
                  + service.status().serverUrl().orElse("the server")
                  + ", nats-server "
                  + service.getConnection().getServerInfo().getVersion()));
      return service;
    } catch (CliException | NatsServiceException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String sentence =
          String.valueOf(cause.getMessage()).replace(" The service keeps trying.", "");
      String remedy =
          cause instanceof CredentialsRejectedException
              ? SignInCheck.remedy(connector)
              : "Mend what failed above first.";
      findings.add(Finding.failed("connection", sentence, remedy));
      return null;
    }
  }
}
