package ai.lixpi.nats.authcallout;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class SignedRequestFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void signedRequest(byte[] input) {
    FuzzTargets.decode(FuzzTargets.signedByServer(input).getBytes(UTF_8));
  }
}
