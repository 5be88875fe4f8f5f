package ai.lixpi.nats.authcallout;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID provider with one key, which can be down, slow and replaced. */
@SuppressWarnings("JavaUtilDate") // what the JOSE library speaks
final class OidcProvider implements AutoCloseable {
  static final String ISSUER = "https://login.example.com/";

  final AtomicInteger fetches = new AtomicInteger();

  // Mutable state
  private HttpServer server = listen(0);
  private volatile ECKey key = newKey();
  private volatile HttpHandler answering = this::answer;

  OidcProvider() {
    begin();
  }

  private static HttpServer listen(int port) {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ECKey newKey() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private void begin() {
    server.createContext(
        "/keys",
        exchange -> {
          fetches.incrementAndGet();
          answering.handle(exchange);
        });
    server.setExecutor(task -> new Thread(task, "provider").start());
    server.start();
  }

  byte[] document() {
    return new JWKSet(key).toString(true).getBytes(UTF_8);
  }

  void answer(HttpExchange exchange) throws IOException {
    byte[] document = document();
    exchange.sendResponseHeaders(200, document.length);
    exchange.getResponseBody().write(document);
    exchange.close();
  }

  void answers(HttpHandler handler) {
    answering = handler;
  }

  /** Signs with another key from now on, and knows the old one no more. */
  void rotate() {
    key = newKey();
  }

  void goDown() {
    server.stop(0);
  }

  void comeBack() {
    server = listen(server.getAddress().getPort());
    begin();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
  }

  OidcVerifier verifier() {
    return OidcVerifier.builder()
        .issuer(ISSUER)
        .audience("my-nats")
        .jwks(address().toString())
        .build();
  }

  String token() {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience("my-nats")
            .subject("ada")
            .expirationTime(Date.from(Instant.now().plusSeconds(3_600)))
            .build();
    try {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
