package ai.lixpi.nats.authcallout;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import java.net.URI;
import java.time.Clock;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Set;

/** The JOSE library, set up strictly: asymmetric algorithms only, everything required. */
final class OidcProcessor {
  private static final int SKEW_SECONDS = 60;

  private OidcProcessor() {}

  static JWTProcessor<SecurityContext> create(
      String issuer, String audience, String userIdClaim, URI jwks, Clock clock) {
    Set<JWSAlgorithm> algorithms = new LinkedHashSet<>(JWSAlgorithm.Family.RSA);
    algorithms.addAll(JWSAlgorithm.Family.EC);
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(algorithms, new OidcKeys(jwks, System::nanoTime)));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    JWTClaimsSet exact = new JWTClaimsSet.Builder().issuer(issuer).build();
    Claims claims = new Claims(audience, exact, Set.of("exp", userIdClaim), clock);
    claims.setMaxClockSkew(SKEW_SECONDS);
    processor.setJWTClaimsSetVerifier(claims);
    return processor;
  }

  /** Judges by the clock that it was given. */
  private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final Clock clock;

    Claims(String audience, JWTClaimsSet exact, Set<String> required, Clock clock) {
      super(audience, exact, required);
      this.clock = clock;
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // what the JOSE library speaks
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }
}
