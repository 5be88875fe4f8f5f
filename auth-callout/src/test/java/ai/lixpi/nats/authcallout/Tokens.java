package ai.lixpi.nats.authcallout;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.auth.SelfIssuedJwt;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** A service with a key, and the good and bad tokens that it can sign. */
final class Tokens {
  static final String HEADER = "{\"typ\":\"JWT\",\"alg\":\"EdDSA\"}";

  final NKey key = NKey.generate(NKey.Role.USER);
  final String userId;

  Tokens(String userId) {
    this.userId = userId;
  }

  AllowedService mayDo(Permissions permissions) {
    return new AllowedService(key.publicKey(), userId, permissions);
  }

  /** May publish and subscribe to anything below these. */
  AllowedService mayUse(String... subjects) {
    return mayDo(new Permissions(List.of(subjects), List.of(subjects)));
  }

  String seed() {
    return new String(key.seed());
  }

  String good() {
    return living(Duration.ofHours(1));
  }

  String living(Duration expiry) {
    return SelfIssuedJwt.issue(key, userId, expiry, Instant.now());
  }

  String issuedAt(Instant moment, Duration expiry) {
    return SelfIssuedJwt.issue(key, userId, expiry, moment);
  }

  /** Claims with the user and the issuer of this service, and more. */
  String claims(String more) {
    return "{\"sub\":\"" + userId + "\",\"iss\":\"" + key.publicKey() + "\"" + more + "}";
  }

  String signed(String header, String claims) {
    return signed(key, header, claims);
  }

  static String signed(NKey key, String header, String claims) {
    String text = base64(header.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
    return text + "." + base64(key.sign(text.getBytes(UTF_8)));
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static long in(Duration time) {
    return Instant.now().plus(time).getEpochSecond();
  }
}
