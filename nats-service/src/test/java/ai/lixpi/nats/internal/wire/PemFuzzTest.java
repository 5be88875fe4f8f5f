package ai.lixpi.nats.internal.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/**
 * Whatever a PEM file holds, it is read or refused with a sentence. The inputs beside it are
 * replayed by each build; {@code JAZZER_FUZZ=1} looks for new ones.
 */
@Tag("fuzz")
class PemFuzzTest {
  private static final int LONGEST_SENTENCE = 200;

  @FuzzTest(maxDuration = "60s")
  void everyFileIsReadOrRefusedWithASentence(byte[] file) {
    readOrRefused(PemKey::parse, file);
    readOrRefused(PemCertificates::parse, file);
  }

  private static <T> void readOrRefused(TlsFile.Parser<T> parser, byte[] file) {
    try {
      if (parser.parse(file) == null) {
        throw new AssertionError("neither read nor refused");
      }
    } catch (Pem.Invalid e) {
      String sentence = String.valueOf(e.getMessage());
      if (sentence.length() > LONGEST_SENTENCE || !sentence.matches("[ -~]+")) {
        throw new AssertionError("not a sentence of ours: " + sentence, e);
      }
    }
  }
}
