package ai.lixpi.nats.authcallout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.auth.InvalidTokenException;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.SelfIssuedJwt;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What strangers send, thrown at everything that reads it. An ordinary test run replays the inputs
 * of the folder that is named after each test; {@code .ci/fuzz} looks for new ones.
 */
final class FuzzTargets {
  // Keys for tests only, always the same so that inputs stay what they are
  private static final NKey SERVER =
      NKey.fromSeed("SNABF7UP54FCQ6XN374TLDHE7SRRY7RVLQ6AH3B4XE53ENZ4JHFMFQQ4CQ");
  private static final NKey SERVICE =
      NKey.fromSeed("SUAMT6GTWRW4KRAA3WD6WYV3MVLLZUU5AXBAJ546PJLMDQKQDE52VG42RY");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T00:00:00Z"), ZoneOffset.UTC);

  private FuzzTargets() {}

  static void decode(byte[] payload) {
    try {
      AuthorizationRequest request = new RequestDecoder(null).decode(payload, null);
      assertThat(request.serverId()).startsWith("N").hasSize(56);
      assertThat(request.userKey()).startsWith("U").hasSize(56);
      assertThat(request.attempt().toString().codePoints()).noneMatch(Character::isISOControl);
    } catch (MalformedRequestException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  static String signedByServer(byte[] claims) {
    String text = new String(claims, UTF_8).replace("SERVER", SERVER.publicKey());
    return Tokens.signed(SERVER, Requests.HEADER, text);
  }

  static void verify(String token) {
    List<SelfIssuedJwt.Issuer> issuers =
        List.of(new SelfIssuedJwt.Issuer(SERVICE.publicKey(), "svc:a"));
    try {
      SelfIssuedJwt.Claims claims = SelfIssuedJwt.verify(token, issuers, CLOCK);
      assertThat(claims.userId()).isEqualTo("svc:a");
      assertThat(claims.publicKey()).isEqualTo(SERVICE.publicKey());
      assertThat(claims.expiresAt()).isAfter(CLOCK.instant().minusSeconds(61));
    } catch (InvalidTokenException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  static String signedByService(byte[] claims) {
    String text = new String(claims, UTF_8).replace("SERVICE", SERVICE.publicKey());
    return Tokens.signed(SERVICE, Tokens.HEADER, text);
  }
}
