package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.lixpi.nats.auth.NKey;
import java.time.Instant;
import java.util.Base64;

/** JWTs of NATS servers, signed for tests. */
final class TestJwt {
  private TestJwt() {}

  /** The claims of {@code nats} with single quotes; 0 for no expiry. */
  static String signed(NKey issuer, String subject, String nats, long expiry) {
    return signed(issuer, subject, nats, expiry, "");
  }

  static String signed(NKey issuer, String subject, String nats, long expiry, String audience) {
    String claims =
        "{'jti':'x','iat':%d,'iss':'%s','name':'n','sub':'%s',%s%s'nats':{%s}}"
            .formatted(
                Instant.now().getEpochSecond(),
                issuer.publicKey(),
                subject,
                expiry == 0 ? "" : "'exp':" + expiry + ",",
                audience.isEmpty() ? "" : "'aud':'" + audience + "',",
                nats);
    String signed = base64("{'typ':'JWT','alg':'ed25519-nkey'}") + "." + base64(claims);
    return signed
        + "."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(issuer.sign(signed.getBytes(UTF_8)));
  }

  private static String base64(String claims) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(claims.replace('\'', '"').getBytes(UTF_8));
  }
}
