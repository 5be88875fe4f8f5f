package ai.lixpi.nats.interop;

import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.authcallout.AllowedService;
import ai.lixpi.nats.authcallout.AuthCallout;
import ai.lixpi.nats.authcallout.AuthCalloutConfig;
import ai.lixpi.nats.authcallout.SelfIssuedVerifier;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.NatsServerBinary;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The servers and the parties of all scenarios, each started when it is first needed. */
@SuppressWarnings("try") // close() waits and may be interrupted
final class Arena implements AutoCloseable {
  /** The servers that scenarios run on. */
  enum Version {
    NEWEST("newest"),
    V2_10("2.10");

    final String id;

    Version(String id) {
      this.id = id;
    }

    @Override
    public String toString() {
      return id;
    }

    NatsServerBinary binary() {
      return this == NEWEST ? NatsServerBinary.newest() : NatsServerBinary.of210();
    }
  }

  private final NKey service = NKey.generate(NKey.Role.USER);
  private final NKey stranger = NKey.generate(NKey.Role.USER);
  private final Map<Version, NatsServer> plain = new EnumMap<>(Version.class);
  private final Map<Version, NatsServer> callout = new EnumMap<>(Version.class);
  private final Map<String, Party> parties = new HashMap<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  Party party(String language) throws Exception {
    Party party = parties.get(language);
    if (party == null || !party.isAlive()) {
      party =
          language.equals("java")
              ? new JavaParty()
              : ForeignParty.start(Language.valueOf(language.toUpperCase(java.util.Locale.ROOT)));
      parties.put(language, party);
    }
    return party;
  }

  NatsServer server(Version version, String kind) throws IOException {
    NatsServer server = kind.equals("callout") ? callout.get(version) : plain.get(version);
    if (server == null) {
      server = kind.equals("callout") ? startCallout(version) : startPlain(version);
    }
    return server;
  }

  private NatsServer startPlain(Version version) {
    NatsServer server =
        NatsServer.builder().binary(version.binary()).jetStream().webSocket().start();
    open.add(0, server);
    plain.put(version, server);
    return server;
  }

  /** The shipped configuration with our responder: {@code svc:interop} may use {@code orders.>}. */
  private NatsServer startCallout(Version version) throws IOException {
    NKey issuer = NKey.generate(NKey.Role.ACCOUNT);
    NKey xkey = NKey.generate(NKey.Role.CURVE);
    NatsServer server =
        NatsServer.builder()
            .binary(version.binary())
            .configFile(Files.readString(Project.ROOT.resolve("auth-callout/nats-server.conf")))
            .env("SYS_PASSWORD", "sys-pw")
            .env("AUTH_PASSWORD", "auth-pw")
            .env("CALLOUT_ISSUER", issuer.publicKey())
            .env("CALLOUT_XKEY", xkey.publicKey())
            .start();
    open.add(0, server);
    List<String> subjects = List.of("orders.>");
    AuthCallout responder =
        AuthCallout.start(
            NatsServiceConfig.builder()
                .servers(server.url())
                .name("responder")
                .credentials(Credentials.userPassword("auth", "auth-pw"))
                .build(),
            AuthCalloutConfig.builder()
                .issuer(new String(issuer.seed()))
                .xkey(new String(xkey.seed()))
                .account("APP")
                .verifiers(
                    SelfIssuedVerifier.of(
                        new AllowedService(
                            service.publicKey(),
                            "svc:interop",
                            new Permissions(subjects, subjects))))
                .build());
    open.add(0, responder);
    responder.awaitSelfTest(JavaParty.PATIENCE);
    callout.put(version, server);
    return server;
  }

  /** What scenarios may refer to. */
  Map<String, JsonNode> variables(Version version, NatsServer server, int run) {
    Map<String, JsonNode> variables = new TreeMap<>();
    variables.put("run", Json.NODES.textNode("r" + run));
    variables.put("server", Json.NODES.textNode(version.id));
    variables.put("url", Json.NODES.textNode(server.url()));
    variables.put("seed", Json.NODES.textNode(new String(service.seed())));
    variables.put("stranger", Json.NODES.textNode(new String(stranger.seed())));
    return variables;
  }

  /** Ends every peer and server. */
  @Override
  public void close() throws Exception {
    parties.values().forEach(Party::close);
    for (AutoCloseable each : open) {
      each.close();
    }
    service.close();
    stranger.close();
  }
}
