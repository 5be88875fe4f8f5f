package ai.lixpi.nats.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The configuration file and the command line that a builder's settings amount to. */
record ServerConfig(NatsServerBuilder settings, Ports ports) {

  /** Where a server listens; they stay the same over its restarts. */
  record Ports(int client, int monitoring, int webSocket) {
    static Ports free(int client) {
      return new Ports(client == 0 ? FreePorts.next() : client, FreePorts.next(), FreePorts.next());
    }
  }

  /** Addresses and store are flags, not lines: so they hold for a whole file of the user's, too. */
  List<String> command(Path binary, Path file, Path store) {
    return List.of(
        binary.toString(),
        "--config",
        file.toString(),
        "--addr",
        "127.0.0.1",
        "--port",
        Integer.toString(ports.client()),
        "--http_port",
        Integer.toString(ports.monitoring()),
        "--store_dir",
        store.toString());
  }

  String text() {
    if (settings.wholeConfig != null) {
      return settings.wholeConfig;
    }
    List<String> lines = new ArrayList<>();
    lines.add("server_name: " + quoted(settings.name));
    lines.add("max_payload: " + settings.maxPayload);
    lines.add("lame_duck_duration: \"30s\"");
    lines.add("lame_duck_grace_period: \"2s\"");
    addAuthorization(lines);
    if (settings.jetStream != null) {
      lines.add("jetstream {\n" + settings.jetStream + "\n}");
    }
    TestCertificates certificates = settings.certificates;
    if (certificates != null) {
      lines.add("tls {\n" + tlsLines(certificates) + "\n}");
    }
    if (settings.webSocket) {
      lines.add("websocket {");
      lines.add("listen: \"127.0.0.1:" + ports.webSocket() + "\"");
      lines.add("compression: true");
      lines.add(certificates == null ? "no_tls: true" : "tls {\n" + tlsLines(certificates) + "\n}");
      lines.add("}");
    }
    lines.add(settings.cluster);
    lines.add(settings.extraConfig);
    return String.join("\n", lines) + "\n";
  }

  private void addAuthorization(List<String> lines) {
    if (settings.token != null) {
      lines.add("authorization { token: " + quoted(settings.token) + " }");
    } else if (!settings.users.isEmpty()) {
      lines.add("authorization { users: [");
      settings.users.forEach(
          (user, password) ->
              lines.add("{ user: " + quoted(user) + ", password: " + quoted(password) + " }"));
      lines.add("] }");
    }
  }

  private String tlsLines(TestCertificates certificates) {
    String lines =
        "cert_file: "
            + quoted(certificates.serverCertificate().toString())
            + "\nkey_file: "
            + quoted(certificates.serverKey().toString());
    if (!settings.mutualTls) {
      return lines;
    }
    return lines + "\nverify: true\nca_file: " + quoted(certificates.ca().toString());
  }

  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
