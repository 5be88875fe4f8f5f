package ai.lixpi.nats.authcallout;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.lixpi.nats.auth.NKey;
import java.time.Instant;

/** Requests as a server makes them. */
final class Requests {
  static final String HEADER = "{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}";

  static final NKey SERVER = NKey.generate(NKey.Role.SERVER);
  static final NKey SESSION = NKey.generate(NKey.Role.USER);

  private Requests() {}

  static String claims(String token) {
    return """
        {"aud":"nats-authorization-request","exp":%d,"iat":%d,"iss":"%s","jti":"x","nats":{\
        "server_id":{"name":"one","host":"127.0.0.1","id":"%s"},"user_nkey":"%s",\
        "client_info":{"host":"10.0.0.1","name":"client"},\
        "connect_opts":{"auth_token":"%s","protocol":1},\
        "type":"authorization_request","version":2}}"""
        .formatted(
            Instant.now().getEpochSecond(),
            Instant.now().getEpochSecond(),
            SERVER.publicKey(),
            SERVER.publicKey(),
            SESSION.publicKey(),
            token);
  }

  static byte[] signed(String claims) {
    return signed(SERVER, HEADER, claims);
  }

  static byte[] signed(NKey key, String header, String claims) {
    return Tokens.signed(key, header, claims).getBytes(UTF_8);
  }
}
