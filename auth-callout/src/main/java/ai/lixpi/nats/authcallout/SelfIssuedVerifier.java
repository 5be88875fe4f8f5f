package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.auth.InvalidTokenException;
import ai.lixpi.nats.auth.SelfIssuedJwt;
import ai.lixpi.nats.internal.Given;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets services in that sign their tokens themselves and are on a list. What does not look like
 * such a token is left to the next verifier.
 */
public final class SelfIssuedVerifier implements Verifier {
  private final Map<SelfIssuedJwt.Issuer, AllowedService> services;
  private final Clock clock;

  private SelfIssuedVerifier(Collection<AllowedService> services, Clock clock) {
    Map<SelfIssuedJwt.Issuer, AllowedService> byIssuer = new HashMap<>();
    for (AllowedService service : services) {
      if (byIssuer.put(service.issuer(), service) != null) {
        throw new ConfigurationException(
            "The service '"
                + PublicText.of(service.userId())
                + "' is twice on the list with the same key: leave one out.");
      }
    }
    this.services = Map.copyOf(byIssuer);
    this.clock = clock;
  }

  /**
   * A verifier with an allow-list.
   *
   * @param services who may come in
   * @return the verifier
   */
  public static SelfIssuedVerifier of(AllowedService... services) {
    return of(Given.allNonNull("services", services));
  }

  /**
   * A verifier with an allow-list.
   *
   * @param services who may come in
   * @return the verifier
   */
  public static SelfIssuedVerifier of(Collection<AllowedService> services) {
    return of(services, Clock.systemUTC());
  }

  static SelfIssuedVerifier of(Collection<AllowedService> services, Clock clock) {
    List<AllowedService> given = Given.allNonNull("services", services);
    if (given.isEmpty()) {
      throw new ConfigurationException(
          "The list of services is empty, so none could come in: give public key, user id and"
              + " permissions of at least one.");
    }
    return new SelfIssuedVerifier(given, clock);
  }

  @Override
  public String name() {
    return "self-issued";
  }

  @Override
  public Verdict verify(SignInAttempt attempt) {
    Optional<String> token = attempt.token();
    if (token.isEmpty()) {
      return Verdict.notMine("there is no token");
    }
    try {
      SelfIssuedJwt.Claims claims = SelfIssuedJwt.verify(token.get(), services.keySet(), clock);
      AllowedService service =
          services.get(new SelfIssuedJwt.Issuer(claims.publicKey(), claims.userId()));
      if (service == null) {
        return Verdict.refused("The token's issuer is not on the list.");
      }
      return Verdict.service(service.userId(), service.permissions()).until(claims.expiresAt());
    } catch (InvalidTokenException e) {
      return judged(e, attempt);
    }
  }

  private Verdict judged(InvalidTokenException refusal, SignInAttempt attempt) {
    return switch (refusal.reason()) {
      case EMPTY,
          TOO_LONG,
          NOT_THREE_PARTS,
          NOT_BASE64URL,
          WRONG_HEADER,
          MALFORMED_CLAIMS,
          NO_ISSUER ->
          Verdict.notMine(refusal.getMessage());
      case EXPIRED, NOT_YET_VALID ->
          Verdict.refused(refusal.getMessage() + ClockHint.of(attempt, clock));
      default -> Verdict.refused(refusal.getMessage());
    };
  }
}
