package ai.lixpi.nats.authcallout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users with the tokens of an OpenID provider. */
@SuppressWarnings("JavaUtilDate") // what the JOSE library speaks
class OidcVerifierTest {
  private static final String ISSUER = "https://login.example.com/";

  // Mutable state
  private static HttpServer provider;
  private static RSAKey rsa;
  private static ECKey ec;
  private static RSAKey foreign;
  private static final AtomicInteger FETCHES = new AtomicInteger();

  @BeforeAll
  static void start() throws Exception {
    rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    foreign = new RSAKeyGenerator(2048).keyID("rsa").generate();
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] keys = new JWKSet(List.of(rsa, ec)).toString(true).getBytes(UTF_8);
    provider.createContext(
        "/keys",
        exchange -> {
          FETCHES.incrementAndGet();
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    provider.start();
  }

  @AfterAll
  static void stop() {
    provider.stop(0);
  }

  private static String jwks() {
    return "http://127.0.0.1:" + provider.getAddress().getPort() + "/keys";
  }

  private static OidcVerifier verifier() {
    return OidcVerifier.builder().issuer(ISSUER).audience("my-nats").jwks(jwks()).build();
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience("my-nats")
        .subject("ada")
        .expirationTime(Date.from(Instant.now().plusSeconds(3_600)));
  }

  private static String signed(JWTClaimsSet claims) throws JOSEException {
    return signed(JWSAlgorithm.RS256, "rsa", new RSASSASigner(rsa), claims);
  }

  private static String signed(
      JWSAlgorithm algorithm, String keyId, JWSSigner signer, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static Verdict verdict(OidcVerifier verifier, String token) {
    SignInAttempt.Parts parts = new SignInAttempt.Parts();
    parts.token = token;
    parts.serverTime = Instant.now();
    return verifier.verify(new SignInAttempt(parts));
  }

  @Test
  void aUserComesInWithPermissionsUnderItsOwnId() throws Exception {
    try (CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED)) {
      Tokens service = new Tokens("svc:answers");
      callout.responder(
          callout
              .config()
              .userPermissions(Permissions.publish("ask.{userId}"))
              .verifiers(SelfIssuedVerifier.of(service.mayUse("ask.*")), verifier()));
      NatsService answers = callout.connected(service.good());
      answers.reply("ask.*", String.class, (data, message) -> message.getSubject());
      answers.flush(CalloutServer.LONG);

      NatsService ada = callout.connected(signed(claims().build()));

      assertThat(ada.request("ask.ada", "", String.class)).isEqualTo("ask.ada");
    }
  }

  @Test
  void keysAreFetchedOnceAndEllipticCurvesAreTakenToo() throws Exception {
    OidcVerifier verifier = verifier();
    int before = FETCHES.get();

    Verdict first = verdict(verifier, signed(claims().build()));
    Verdict second =
        verdict(
            verifier,
            signed(JWSAlgorithm.ES256, "ec", new ECDSASigner(ec), claims().subject("bob").build()));

    assertThat(first)
        .isInstanceOfSatisfying(
            Verdict.Accepted.class, in -> assertThat(in.userId()).isEqualTo("ada"));
    assertThat(second)
        .isInstanceOfSatisfying(
            Verdict.Accepted.class, in -> assertThat(in.userId()).isEqualTo("bob"));
    assertThat(FETCHES.get() - before).isEqualTo(1);
  }

  static Stream<Arguments> bad() throws Exception {
    Instant now = Instant.now();
    Date soon = Date.from(now.plusSeconds(3_600));
    return Stream.of(
        Arguments.of("unsigned", new PlainJWT(claims().build()).serialize(), "Unsecured"),
        Arguments.of(
            "signed by a secret",
            signed(
                JWSAlgorithm.HS256,
                "rsa",
                new MACSigner(rsa.toPublicJWK().toJSONString().getBytes(UTF_8)),
                claims().build()),
            "no matching key"),
        Arguments.of(
            "signed by another key",
            signed(JWSAlgorithm.RS256, "rsa", new RSASSASigner(foreign), claims().build()),
            "Invalid signature"),
        Arguments.of(
            "key unknown",
            signed(JWSAlgorithm.RS256, "other", new RSASSASigner(rsa), claims().build()),
            "no matching key"),
        Arguments.of(
            "expired",
            signed(claims().expirationTime(Date.from(now.minusSeconds(70))).build()),
            "Expired"),
        Arguments.of("no exp", signed(claims().expirationTime(null).build()), "exp"),
        Arguments.of("no sub", signed(claims().subject(null).build()), "sub"),
        Arguments.of("for others", signed(claims().audience("others").build()), "audience"),
        Arguments.of("for nobody", signed(claims().audience((String) null).build()), "audience"),
        Arguments.of(
            "not yet",
            signed(claims().expirationTime(soon).notBeforeTime(soon).build()),
            "before use time"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void isRefused(String name, String token, String why) {
    assertThat(verdict(verifier(), token))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused ->
                assertThat(refused.reason()).containsIgnoringCase(why).doesNotContain(token));
  }

  @Test
  void whatIsOfAnotherIssuerIsLeftToOthers() throws Exception {
    OidcVerifier verifier = verifier();

    assertThat(verdict(verifier, signed(claims().issuer("https://other.example.com/").build())))
        .isInstanceOf(Verdict.NotMine.class);
    assertThat(verdict(verifier, new Tokens("svc:a").good())).isInstanceOf(Verdict.NotMine.class);
    assertThat(verdict(verifier, "hello")).isInstanceOf(Verdict.NotMine.class);
    assertThat(verdict(verifier, "x".repeat(20_000))).isInstanceOf(Verdict.NotMine.class);
  }

  @Test
  void aProviderThatIsDownIsARefusalThatSaysSo() throws Exception {
    OidcVerifier verifier =
        OidcVerifier.builder()
            .issuer(ISSUER)
            .audience("my-nats")
            .jwks("http://127.0.0.1:1/keys")
            .build();

    assertThat(verdict(verifier, signed(claims().build())))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> assertThat(refused.reason()).contains("keys of the OpenID provider"));
  }

  @Test
  void theSessionEndsWithTheToken() throws Exception {
    Instant end = Instant.ofEpochSecond(Instant.now().getEpochSecond()).plus(Duration.ofMinutes(3));

    assertThat(verdict(verifier(), signed(claims().expirationTime(Date.from(end)).build())))
        .isInstanceOfSatisfying(
            Verdict.Accepted.class, in -> assertThat(in.expiresAt()).isEqualTo(end));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://login.example.com/keys",
        "file:///etc/passwd",
        "nonsense",
        "https:///x",
        " "
      })
  void anAddressThatOthersCouldChangeOnTheWayIsRefused(String address) {
    assertThatThrownBy(
            () -> OidcVerifier.builder().issuer(ISSUER).audience("a").jwks(address).build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("https");
  }

  @Test
  void issuerAndAudienceHaveToBeGiven() {
    assertThatThrownBy(() -> OidcVerifier.builder().audience("a").jwks(jwks()).build())
        .hasMessageContaining("has no issuer");
    assertThatThrownBy(() -> OidcVerifier.builder().issuer(ISSUER).jwks(jwks()).build())
        .hasMessageContaining("has no audience");
  }
}
