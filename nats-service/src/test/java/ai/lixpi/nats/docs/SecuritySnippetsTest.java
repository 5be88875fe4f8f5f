package ai.lixpi.nats.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.SelfIssuedJwt;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecuritySnippetsTest {
  private String seed = "";
  private String publicKey = "";

  private void store(char[] secret) {
    seed = new String(secret);
  }

  private void allow(String key, String userId) {
    publicKey = key;
    assertThat(userId).isEqualTo("svc:orders");
  }

  @Test
  void aServiceSignsInWithItsSeed() {
    String nkeySeed = "SUAAOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBZ5FE";
    // snippet: security-self-issued
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers("nats://localhost:4222")
            .nkeySeed(nkeySeed) // from your secrets, never from the source
            .userId("svc:orders")
            .build();
    // end
    assertThat(config.credentials()).isEqualTo(Credentials.selfIssuedJwt(nkeySeed, "svc:orders"));
  }

  @Test
  void aKeyIsMadeAndItsTokenVerified() {
    // snippet: security-key
    try (NKey key = NKey.generate(NKey.Role.USER)) {
      store(key.seed()); // a secret: for the service only
      allow(key.publicKey(), "svc:orders"); // for the responder's list
    }
    // end
    String token = SelfIssuedJwt.issue(seed, "svc:orders");
    // snippet: security-verify
    SelfIssuedJwt.Claims claims =
        SelfIssuedJwt.verify(
            token, List.of(new SelfIssuedJwt.Issuer(publicKey, "svc:orders")), Clock.systemUTC());
    // end
    assertThat(claims.userId()).isEqualTo("svc:orders");
    assertThat(claims.publicKey()).isEqualTo(publicKey);
  }
}
