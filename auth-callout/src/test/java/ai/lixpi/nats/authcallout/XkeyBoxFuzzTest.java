package ai.lixpi.nats.authcallout;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.auth.NKey;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class XkeyBoxFuzzTest {
  // A key for tests only, always the same so that an input does what it did when it was found
  private static final XkeyBox BOX =
      new XkeyBox(NKey.fromSeed("SXAPEO52FWPCFOJOGIVRYJCVOCW5R2P5DUVD7BY7MH66HOT2XOTQT4IOOU"));

  @FuzzTest(maxDuration = "60s")
  void anyBox(byte[] input) throws Exception {
    assertThat(opens(input, new String(input, 0, Math.min(56, input.length), ISO_8859_1)))
        .isFalse();

    byte[] sealed = BOX.seal(input, BOX.publicKey());
    assertThat(BOX.open(sealed, BOX.publicKey())).isEqualTo(input);
    sealed[Math.floorMod(Arrays.hashCode(input), sealed.length)] ^= 1;
    assertThat(opens(sealed, BOX.publicKey())).isFalse();
  }

  private static boolean opens(byte[] box, String sender) {
    try {
      BOX.open(box, sender);
      return true;
    } catch (XkeyBox.BoxException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    }
  }
}
