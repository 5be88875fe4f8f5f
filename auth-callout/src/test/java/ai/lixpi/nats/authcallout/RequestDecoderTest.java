package ai.lixpi.nats.authcallout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.auth.NKey;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The requests of servers, and what only looks like one. */
class RequestDecoderTest {
  private static final String CLAIMS = Requests.claims("S3CRET");

  private final RequestDecoder plain = new RequestDecoder(null);
  private final NKey xkey = NKey.generate(NKey.Role.CURVE);
  private final XkeyBox ours = new XkeyBox(xkey);
  private final XkeyBox servers = new XkeyBox(NKey.generate(NKey.Role.CURVE));
  private final RequestDecoder sealed = new RequestDecoder(ours);

  @Test
  void aRequestIsTakenApart() throws Exception {
    AuthorizationRequest request = plain.decode(Requests.signed(CLAIMS), null);

    assertThat(request.serverId()).isEqualTo(Requests.SERVER.publicKey());
    assertThat(request.userKey()).isEqualTo(Requests.SESSION.publicKey());
    assertThat(request.attempt().token()).contains("S3CRET");
    assertThat(request.attempt().user()).isEmpty();
    assertThat(request.attempt().clientName()).isEqualTo("client");
    assertThat(request.attempt().clientHost()).isEqualTo("10.0.0.1");
    assertThat(request.attempt().serverName()).isEqualTo("one");
    assertThat(request + " " + request.attempt()).doesNotContain("S3CRET");
  }

  @Test
  void aSealedRequestIsOpened() throws Exception {
    byte[] box = servers.seal(Requests.signed(CLAIMS), ours.publicKey());

    assertThat(sealed.decode(box, servers.publicKey()).attempt().token()).contains("S3CRET");
  }

  static Stream<Arguments> malformed() {
    NKey user = NKey.generate(NKey.Role.USER);
    String[] parts = new String(Requests.signed(CLAIMS), UTF_8).split("\\.");
    return Stream.of(
        Arguments.of("empty", bytes(""), "no JWT of three parts"),
        Arguments.of("two parts", bytes(parts[0] + "." + parts[1]), "no JWT of three parts"),
        Arguments.of("four parts", bytes(String.join(".", parts) + ".x"), "no JWT of three parts"),
        Arguments.of("huge", new byte[300_000], "larger than any server's"),
        Arguments.of(
            "no base64", bytes("{}." + parts[1] + "." + parts[2]), "header part is no base64url"),
        Arguments.of(
            "other algorithm",
            Requests.signed(Requests.SERVER, "{\"typ\":\"JWT\",\"alg\":\"none\"}", CLAIMS),
            "names another algorithm"),
        Arguments.of("no object", Requests.signed("[]"), "claims part is no JSON object"),
        Arguments.of("broken JSON", Requests.signed("{\"a\":"), "claims part is no JSON object"),
        Arguments.of(
            "a name twice",
            Requests.signed(CLAIMS.replace("\"jti\":\"x\"", "\"jti\":\"x\",\"jti\":\"y\"")),
            "claims part is no JSON object"),
        Arguments.of(
            "deep", Requests.signed("{\"a\":" + "[".repeat(5_000)), "claims part is no JSON"),
        Arguments.of("no issuer", Requests.signed("{}"), "it has no iss"),
        Arguments.of(
            "issued by a user",
            Requests.signed(
                user,
                Requests.HEADER,
                CLAIMS.replace(Requests.SERVER.publicKey(), user.publicKey())),
            "issuer is no server's public key"),
        Arguments.of(
            "signed by another server",
            Requests.signed(NKey.generate(NKey.Role.SERVER), Requests.HEADER, CLAIMS),
            "signature is not its issuer's"),
        Arguments.of(
            "short signature",
            bytes(parts[0] + "." + parts[1] + "." + parts[2].substring(4)),
            "signature is not its issuer's"),
        Arguments.of(
            "other audience",
            Requests.signed(CLAIMS.replace("nats-authorization-request", "x")),
            "audience is not nats-authorization-request"),
        Arguments.of(
            "other type",
            Requests.signed(
                CLAIMS.replace("authorization_request\",\"version", "user\",\"version")),
            "type is not authorization_request"),
        Arguments.of(
            "speaks for another server",
            Requests.signed(
                CLAIMS.replaceFirst(
                    "\"id\":\"[A-Z0-9]+\"",
                    "\"id\":\"" + NKey.generate(NKey.Role.SERVER).publicKey() + "\"")),
            "issuer is not the server that it names"),
        Arguments.of(
            "no session key",
            Requests.signed(CLAIMS.replace("user_nkey", "other")),
            "it has no user_nkey"),
        Arguments.of(
            "session key of an account",
            Requests.signed(
                CLAIMS.replace(
                    Requests.SESSION.publicKey(), NKey.generate(NKey.Role.ACCOUNT).publicKey())),
            "user_nkey is no user's public key"),
        Arguments.of(
            "iat as text",
            Requests.signed(CLAIMS.replaceFirst("\"iat\":[0-9]+", "\"iat\":\"now\"")),
            "iat is no whole number"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void isRefused(String name, byte[] payload, String why) {
    assertThatThrownBy(() -> plain.decode(payload, null))
        .isInstanceOf(MalformedRequestException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("S3CRET");
  }

  @Test
  void aSealedRequestNeedsAnXkeyAndTheOtherWayRound() throws Exception {
    byte[] box = servers.seal(Requests.signed(CLAIMS), ours.publicKey());

    assertThatThrownBy(() -> plain.decode(box, servers.publicKey()))
        .hasMessageContaining("sealed, but this responder has no xkey");
    assertThatThrownBy(() -> sealed.decode(box, null)).hasMessageContaining("Nats-Server-Xkey");
    assertThatThrownBy(() -> sealed.decode(Requests.signed(CLAIMS), null))
        .hasMessageContaining("not sealed, although this responder has an xkey")
        .hasMessageContaining(xkey.publicKey());
    assertThatThrownBy(
            () ->
                new RequestDecoder(new XkeyBox(NKey.generate(NKey.Role.CURVE)))
                    .decode(box, servers.publicKey()))
        .hasMessageContaining("can't be opened with the xkey");
  }
}
