package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.SelfIssuedJwt;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.NatsServerBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The least that answers a server's auth callout: verifies self-issued JWTs and signs user JWTs.
 * The real responder is a module of its own; this one can also answer wrongly.
 */
final class MiniCallout {
  enum Mode {
    ANSWER,
    SILENT,
    EMPTY
  }

  static final String USER_ID = "svc:orders";

  final NKey service = NKey.generate(NKey.Role.USER);
  final List<String> tokens = new CopyOnWriteArrayList<>();

  private final NKey issuer = NKey.generate(NKey.Role.ACCOUNT);

  // Mutable state
  volatile Mode mode = Mode.ANSWER;
  volatile Duration life = Duration.ofHours(1);
  volatile String permissions = "";
  private volatile @Nullable Connection connection;

  void configure(NatsServerBuilder settings) {
    settings.config(
        """
        accounts {
          SYS: { users: [ { user: sys, password: sys } ] }
          AUTH: { users: [ { user: auth, password: auth } ] }
          APP: {}
        }
        system_account: SYS
        authorization {
          timeout: 1
          auth_callout { issuer: %s, account: AUTH, auth_users: [ auth ] }
        }
        """
            .formatted(issuer.publicKey()));
  }

  void start(NatsServer server) throws Exception {
    stop();
    Connection made =
        Nats.connect(
            new Options.Builder()
                .server(server.url())
                .userInfo("auth".toCharArray(), "auth".toCharArray())
                .connectionTimeout(Duration.ofSeconds(20))
                .errorListener(new io.nats.client.ErrorListener() {})
                .build());
    connection = made;
    made.createDispatcher(message -> answer(made, message)).subscribe("$SYS.REQ.USER.AUTH");
    made.flush(Duration.ofSeconds(20));
  }

  void stop() throws InterruptedException {
    Connection current = connection;
    if (current != null) {
      current.close();
    }
  }

  private void answer(Connection made, Message request) {
    if (mode == Mode.SILENT) {
      return;
    }
    String answer = mode == Mode.EMPTY ? "" : response(request);
    made.publish(request.getReplyTo(), answer.getBytes(UTF_8));
  }

  private String response(Message request) {
    try {
      String claims = new String(request.getData(), UTF_8).split("\\.", -1)[1];
      JsonNode nats =
          new ObjectMapper().readTree(Base64.getUrlDecoder().decode(claims)).get("nats");
      String token = nats.get("connect_opts").path("auth_token").asText();
      tokens.add(token);
      String user = nats.get("user_nkey").asText();
      return TestJwt.signed(
          issuer,
          user,
          "'jwt':'" + userJwt(token, user) + "','type':'authorization_response','version':2",
          0,
          nats.get("server_id").get("id").asText());
    } catch (Exception e) {
      return "";
    }
  }

  private String userJwt(String token, String user) {
    SelfIssuedJwt.verify(
        token, List.of(new SelfIssuedJwt.Issuer(service.publicKey(), USER_ID)), Clock.systemUTC());
    return TestJwt.signed(
        issuer,
        user,
        permissions + "'subs':-1,'data':-1,'payload':-1,'type':'user','version':2",
        Instant.now().plus(life).getEpochSecond(),
        "APP");
  }
}
