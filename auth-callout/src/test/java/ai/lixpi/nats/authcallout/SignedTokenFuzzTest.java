package ai.lixpi.nats.authcallout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class SignedTokenFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void signedToken(byte[] input) {
    FuzzTargets.verify(FuzzTargets.signedByService(input));
  }
}
