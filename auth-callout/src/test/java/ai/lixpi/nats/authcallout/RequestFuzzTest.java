package ai.lixpi.nats.authcallout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class RequestFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void anyRequest(byte[] input) {
    FuzzTargets.decode(input);
  }
}
