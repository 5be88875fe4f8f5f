package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.internal.NKeyText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sealed boxes, against those that the official JavaScript library has made. */
class XkeyBoxTest {
  private static final Path VECTORS =
      Modules.folder("interop").resolve("xkey").resolve("vectors.json");
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  private final XkeyBox ada = new XkeyBox(NKey.generate(NKey.Role.CURVE));
  private final XkeyBox bob = new XkeyBox(NKey.generate(NKey.Role.CURVE));

  static Stream<JsonNode> vectors() throws IOException {
    JsonNode all = new ObjectMapper().readTree(VECTORS.toFile());
    assertThat(all).hasSizeGreaterThan(10);
    return StreamSupport.stream(all.spliterator(), false);
  }

  private static byte[] bytes(JsonNode vector, String name) {
    return Base64.getDecoder().decode(vector.get(name).textValue());
  }

  private static XkeyBox box(JsonNode vector, String name) {
    return new XkeyBox(NKey.fromSeed(vector.get(name).textValue()));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void opensWhatNkeysHasSealed(JsonNode vector) throws Exception {
    XkeyBox receiver = box(vector, "receiverSeed");

    assertThat(receiver.publicKey()).isEqualTo(vector.get("receiverPublic").textValue());
    assertThat(receiver.open(bytes(vector, "sealed"), vector.get("senderPublic").textValue()))
        .isEqualTo(bytes(vector, "plain"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void sealsByteForByteAsNkeysDoes(JsonNode vector) throws Exception {
    byte[] theirs = bytes(vector, "sealed");
    byte[] nonce = Arrays.copyOfRange(theirs, 4, 28);

    assertThat(
            box(vector, "senderSeed")
                .seal(bytes(vector, "plain"), vector.get("receiverPublic").textValue(), nonce))
        .isEqualTo(theirs);
  }

  @Test
  void whatOneSealsTheOtherOpensAndNoBoxIsLikeAnother() throws Exception {
    byte[] sealed = ada.seal(HELLO, bob.publicKey());

    assertThat(bob.open(sealed, ada.publicKey())).isEqualTo(HELLO);
    assertThat(ada.seal(HELLO, bob.publicKey())).isNotEqualTo(sealed);
    assertThat(sealed).startsWith('x', 'k', 'v', '1');
  }

  @Test
  void aChangeOfAnyByteIsNoticed() throws Exception {
    byte[] sealed = ada.seal(HELLO, bob.publicKey());
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> bob.open(changed, ada.publicKey()))
          .as("byte %s", i)
          .isInstanceOf(XkeyBox.BoxException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 27, 28, 43, 48})
  void aBoxThatWasCutOffIsNoticed(int length) throws Exception {
    byte[] cut = Arrays.copyOf(ada.seal(HELLO, bob.publicKey()), length);

    assertThatThrownBy(() -> bob.open(cut, ada.publicKey()))
        .isInstanceOf(XkeyBox.BoxException.class);
  }

  @Test
  void onlyTheReceiverOpensItAndOnlyFromTheSender() throws Exception {
    XkeyBox eve = new XkeyBox(NKey.generate(NKey.Role.CURVE));
    byte[] sealed = ada.seal(HELLO, bob.publicKey());

    assertThatThrownBy(() -> eve.open(sealed, ada.publicKey()))
        .hasMessageContaining("sealed for another xkey, or changed");
    assertThatThrownBy(() -> bob.open(sealed, eve.publicKey()))
        .hasMessageContaining("sealed for another xkey, or changed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
      })
  void aPublicKeyThatAgreesWithEverySecretIsRefused(String point) throws Exception {
    String weak = NKeyText.encodePublic(NKeyText.CURVE, HexFormat.of().parseHex(point));
    byte[] sealed = ada.seal(HELLO, bob.publicKey());

    assertThatThrownBy(() -> bob.open(sealed, weak)).hasMessageContaining("agrees with every key");
    assertThatThrownBy(() -> bob.seal(HELLO, weak)).hasMessageContaining("agrees with every key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "XAAA", "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"})
  void whatIsNoCurveKeyIsRefused(String key) {
    assertThatThrownBy(() -> ada.seal(HELLO, key)).hasMessageContaining("no public curve key");
  }

  @ParameterizedTest
  @EnumSource(
      value = NKey.Role.class,
      names = {"CURVE"},
      mode = EnumSource.Mode.EXCLUDE)
  void aKeyOfAnotherRoleIsRefused(NKey.Role role) {
    NKey key = NKey.generate(role);

    assertThatThrownBy(() -> new XkeyBox(key))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("give a curve seed, which starts with 'SX'");
  }
}
