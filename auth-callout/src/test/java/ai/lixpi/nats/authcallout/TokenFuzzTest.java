package ai.lixpi.nats.authcallout;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class TokenFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void anyToken(byte[] input) {
    FuzzTargets.verify(new String(input, ISO_8859_1));
  }
}
