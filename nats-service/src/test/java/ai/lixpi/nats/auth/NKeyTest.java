package ai.lixpi.nats.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.internal.NKeyText;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NKeyTest {
  private static final byte[] DATA = "data".getBytes(UTF_8);

  // Seeds of 32 times 0x07, and public keys, as @nats-io/nkeys of npm writes them
  private static final String USER_SEED =
      "SUAAOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBZ5FE";
  private static final String USER_PUBLIC =
      "UDVEU3DD4KOFECV66VIHWEZOYX4ZKR3WV27L464SIIPOU2IUI3JCYSJF";

  static Stream<Arguments> known() {
    return Stream.of(
        Arguments.of(
            NKey.Role.OPERATOR,
            "SOAAOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOB4CS4",
            "ODVEU3DD4KOFECV66VIHWEZOYX4ZKR3WV27L464SIIPOU2IUI3JCZAW4"),
        Arguments.of(
            NKey.Role.SERVER,
            "SNAAOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOB4BGI",
            "NDVEU3DD4KOFECV66VIHWEZOYX4ZKR3WV27L464SIIPOU2IUI3JCYLVO"),
        Arguments.of(
            NKey.Role.CLUSTER,
            "SCAAOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOB6MEM",
            "CDVEU3DD4KOFECV66VIHWEZOYX4ZKR3WV27L464SIIPOU2IUI3JCYEYG"),
        Arguments.of(
            NKey.Role.ACCOUNT,
            "SAAAOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOB6O4U",
            "ADVEU3DD4KOFECV66VIHWEZOYX4ZKR3WV27L464SIIPOU2IUI3JCZW22"),
        Arguments.of(
            NKey.Role.USER,
            "SUAAOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBZ5FE",
            "UDVEU3DD4KOFECV66VIHWEZOYX4ZKR3WV27L464SIIPOU2IUI3JCYSJF"),
        Arguments.of(
            NKey.Role.CURVE,
            "SXAAOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBZ6RQ",
            "XAJ34T7K5LZAJR75GNMPZHAAOIMIDULUE6ASQIT6YZ2PG7375F5W23BG"));
  }

  @ParameterizedTest
  @MethodSource("known")
  void seedGivesTheSameKeyAsNpmPackage(NKey.Role role, String seed, String publicKey) {
    try (NKey key = NKey.fromSeed(seed)) {
      assertThat(key.role()).isEqualTo(role);
      assertThat(key.publicKey()).isEqualTo(publicKey);
      assertThat(new String(key.seed())).isEqualTo(seed);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = NKey.Role.class,
      names = {"OPERATOR", "ACCOUNT", "USER", "SERVER", "CLUSTER"})
  void generatedKeySignsWhatTheClientBelowVerifies(NKey.Role role) throws Exception {
    try (NKey key = NKey.generate(role);
        NKey again = NKey.fromSeed(new String(key.seed()))) {
      assertThat(again.publicKey()).isEqualTo(key.publicKey());
      byte[] signature = key.sign(DATA);

      assertThat(NKey.verify(key.publicKey(), DATA, signature)).isTrue();
      assertThat(
              io.nats.client.NKey.fromPublicKey(key.publicKey().toCharArray())
                  .verify(DATA, signature))
          .isTrue();
      io.nats.client.NKey theirs = io.nats.client.NKey.fromSeed(key.seed());
      assertThat(theirs.getPublicKey()).isEqualTo(key.publicKey().toCharArray());
      assertThat(theirs.sign(DATA)).isEqualTo(signature);
    }
  }

  @Test
  void twoGeneratedKeysDiffer() {
    try (NKey one = NKey.generate(NKey.Role.USER);
        NKey other = NKey.generate(NKey.Role.USER)) {
      assertThat(one.publicKey()).isNotEqualTo(other.publicKey());
    }
  }

  @Test
  void anythingThatWasChangedFailsTheVerification() {
    try (NKey key = NKey.fromSeed(USER_SEED);
        NKey other = NKey.generate(NKey.Role.USER)) {
      byte[] signature = key.sign(DATA);
      byte[] changed = signature.clone();
      changed[5] ^= 1;

      assertThat(NKey.verify(USER_PUBLIC, DATA, changed)).isFalse();
      assertThat(NKey.verify(USER_PUBLIC, "dato".getBytes(UTF_8), signature)).isFalse();
      assertThat(NKey.verify(other.publicKey(), DATA, signature)).isFalse();
      assertThat(NKey.verify(USER_PUBLIC, DATA, new byte[0])).isFalse();
      assertThat(NKey.verify(USER_PUBLIC, DATA, Arrays.copyOf(signature, 63))).isFalse();
      assertThat(NKey.verify(USER_PUBLIC, DATA, Arrays.copyOf(signature, 65))).isFalse();
    }
  }

  static Stream<Arguments> noSeeds() {
    String last = USER_SEED.substring(0, 57);
    return Stream.of(
        Arguments.of("", "The NKey seed is empty."),
        Arguments.of(USER_SEED + "\n", "has a blank or a line break in it: strip it."),
        Arguments.of(" " + USER_SEED, "has a blank or a line break in it: strip it."),
        Arguments.of(USER_SEED.replace("S", "S "), "has a blank or a line break in it: strip it."),
        Arguments.of(lower(USER_SEED), "is in lower case: seeds are in capital letters."),
        Arguments.of("eyJ0eXAiOiJKV1QifQ.e30.sig", "is no seed: it has lower-case letters."),
        Arguments.of(USER_PUBLIC, "A public key was given for the NKey seed"),
        Arguments.of("P" + USER_SEED.substring(1), "does not start with 'S'"),
        Arguments.of("TU" + USER_SEED.substring(2), "does not start with 'S'"),
        Arguments.of(last, "has 57 characters: it was cut off, or something was added."),
        Arguments.of("S", "has 1 characters: it was cut off"),
        Arguments.of(USER_SEED + "A", "has 59 characters"),
        Arguments.of(USER_SEED.replace(USER_SEED.charAt(20), '1'), "a character that no seed has"),
        Arguments.of(last + "\u00c9", "a character that no seed has"),
        Arguments.of(flipped(USER_SEED, 20), "its checksum does not fit"),
        Arguments.of(flipped(USER_SEED, 1), "its checksum does not fit"),
        Arguments.of(flipped(USER_SEED, 56), "its checksum does not fit"),
        Arguments.of(
            new String(NKeyText.encodeSeed(15 << 3, new byte[32])), "has an unknown role"));
  }

  private static String lower(String text) {
    return text.toLowerCase(java.util.Locale.ROOT);
  }

  private static String flipped(String text, int at) {
    char other = text.charAt(at) == 'A' ? 'B' : 'A';
    return text.substring(0, at) + other + text.substring(at + 1);
  }

  @ParameterizedTest
  @MethodSource("noSeeds")
  void whatIsNoSeedIsRefusedWithItsOwnSentenceWithoutIt(String text, String sentence) {
    assertThatThrownBy(() -> NKey.fromSeed(text))
        .isInstanceOf(InvalidCredentialsException.class)
        .hasNoCause()
        .hasMessageContaining(sentence)
        .hasMessageContaining("Give a seed as nsc, nk or NKey.generate make them")
        .satisfies(
            failure -> {
              if (text.length() > 10) {
                assertThat(failure.toString()).doesNotContain(text.strip().substring(2, 10));
              }
            });
  }

  static Stream<Arguments> noPublicKeys() {
    return Stream.of(
        Arguments.of("", "starts with no letter of a role"),
        Arguments.of(USER_SEED, "starts with no letter of a role"),
        Arguments.of("XBAD", "of role CURVE"),
        Arguments.of(USER_PUBLIC.substring(0, 55), "has not the right form"),
        Arguments.of(flipped(USER_PUBLIC, 30), "its checksum does not fit"),
        Arguments.of("A" + USER_PUBLIC.substring(1), "its checksum does not fit"));
  }

  @ParameterizedTest
  @MethodSource("noPublicKeys")
  void whatIsNoPublicKeyIsRefused(String text, String sentence) {
    assertThatThrownBy(() -> NKey.verify(text, DATA, new byte[64]))
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void curveKeySignsNothing() {
    try (NKey key = NKey.generate(NKey.Role.CURVE)) {
      assertThat(key.publicKey()).startsWith("X").hasSize(56);
      assertThat(key.seed()).startsWith('S', 'X').hasSize(58);
      assertThatThrownBy(() -> key.sign(DATA))
          .isInstanceOf(InvalidCredentialsException.class)
          .hasMessageContaining("it seals only");
    }
  }

  @Test
  void closedKeyIsWipedAndSignsNothing() {
    NKey key = NKey.fromSeed(USER_SEED);
    key.close();
    key.close();

    assertThat(key.publicKey()).isEqualTo(USER_PUBLIC);
    assertThatThrownBy(() -> key.sign(DATA))
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessage("The NKey " + USER_PUBLIC + " was closed, and its secret wiped: make it anew.");
    assertThatThrownBy(key::seed).isInstanceOf(InvalidCredentialsException.class);
    assertThat(key).extracting("raw").isEqualTo(new byte[32]);
  }

  @Test
  void keyPrintsItsPublicPartOnly() {
    try (NKey key = NKey.fromSeed(USER_SEED)) {
      assertThat(key).hasToString("user NKey " + USER_PUBLIC);
      assertThat(key.seed()).isNotSameAs(key.seed());
    }
  }
}
