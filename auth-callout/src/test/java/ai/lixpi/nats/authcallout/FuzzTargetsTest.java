package ai.lixpi.nats.authcallout;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.auth.InvalidTokenException;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.SelfIssuedJwt;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/**
 * What strangers send, thrown at everything that reads it. An ordinary test run replays the inputs
 * of the folder FuzzTargetsTestInputs; {@code .ci/fuzz} looks for new ones.
 */
class FuzzTargetsTest {
  // Keys for tests only, always the same so that inputs stay what they are
  private static final NKey SERVER =
      NKey.fromSeed("SNABF7UP54FCQ6XN374TLDHE7SRRY7RVLQ6AH3B4XE53ENZ4JHFMFQQ4CQ");
  private static final NKey SERVICE =
      NKey.fromSeed("SUAMT6GTWRW4KRAA3WD6WYV3MVLLZUU5AXBAJ546PJLMDQKQDE52VG42RY");
  private static final XkeyBox BOX = new XkeyBox(NKey.generate(NKey.Role.CURVE));
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T00:00:00Z"), ZoneOffset.UTC);

  private static void decode(byte[] payload) {
    try {
      AuthorizationRequest request = new RequestDecoder(null).decode(payload, null);
      assertThat(request.serverId()).startsWith("N").hasSize(56);
      assertThat(request.userKey()).startsWith("U").hasSize(56);
      assertThat(request.attempt().toString().codePoints()).noneMatch(Character::isISOControl);
    } catch (MalformedRequestException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "60s")
  void requestOfAnybody(byte[] payload) {
    decode(payload);
  }

  @FuzzTest(maxDuration = "60s")
  void requestThatAServerHasSigned(byte[] claims) {
    decode(
        Tokens.signed(
                SERVER,
                Requests.HEADER,
                new String(claims, UTF_8).replace("SERVER", SERVER.publicKey()))
            .getBytes(UTF_8));
  }

  @FuzzTest(maxDuration = "60s")
  void sealedBox(byte[] input) throws Exception {
    String sender = new String(Arrays.copyOf(input, Math.min(56, input.length)), ISO_8859_1);
    try {
      BOX.open(input, sender);
    } catch (XkeyBox.BoxException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    byte[] sealed = BOX.seal(input, BOX.publicKey());
    assertThat(BOX.open(sealed, BOX.publicKey())).isEqualTo(input);
    if (input.length > 0) {
      sealed[Math.floorMod(Arrays.hashCode(input), sealed.length)] ^= input[0] == 0 ? 1 : input[0];
      try {
        BOX.open(sealed, BOX.publicKey());
        throw new AssertionError("A box that was changed has opened.");
      } catch (XkeyBox.BoxException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private static void verify(String token) {
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

  @FuzzTest(maxDuration = "60s")
  void tokenOfAnybody(byte[] token) {
    verify(new String(token, ISO_8859_1));
  }

  @FuzzTest(maxDuration = "60s")
  void tokenThatAServiceHasSigned(byte[] claims) {
    verify(
        Tokens.signed(
            SERVICE,
            Tokens.HEADER,
            new String(claims, UTF_8).replace("SERVICE", SERVICE.publicKey())));
  }
}
