package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.ConfigurationException;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.JWTProcessor;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Lets users in with the tokens of an OpenID provider: signed with RSA or ECDSA by a key of its
 * JWKS document, issued by it, meant for us, and not expired. Tokens of other issuers are left to
 * the next verifier. Keys are fetched when they are needed, kept for minutes, and for an hour
 * beyond when the provider is down. A sign-in waits for them for a second at most.
 */
public final class OidcVerifier implements Verifier {
  private static final int LONGEST_TOKEN = 16 * 1024;

  private final String issuer;
  private final String userIdClaim;
  private final Clock clock;
  private final JWTProcessor<SecurityContext> processor;

  private OidcVerifier(Builder builder, String issuer, URI jwks, String audience) {
    this.issuer = issuer;
    this.userIdClaim = builder.userIdClaim;
    this.clock = builder.clock;
    this.processor = OidcProcessor.create(issuer, audience, userIdClaim, jwks, clock);
  }

  /**
   * Starts a description; issuer, audience and JWKS address have to be given.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return "oidc";
  }

  @Override
  public Verdict verify(SignInAttempt attempt) {
    String token = attempt.token().orElse("");
    if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
      return Verdict.notMine("there is no token, or it is too long");
    }
    try {
      JWT jwt = JWTParser.parse(token);
      JWTClaimsSet unproven = jwt.getJWTClaimsSet();
      if (unproven == null || !issuer.equals(unproven.getIssuer())) {
        return Verdict.notMine("the token has another issuer");
      }
      return accepted(processor.process(jwt, null));
    } catch (ParseException e) {
      return Verdict.notMine("it is no JWT");
    } catch (BadJOSEException e) {
      return Verdict.refused(
          "The token is refused: "
              + PublicText.limited(String.valueOf(e.getMessage()), 200)
              + "."
              + ClockHint.of(attempt, clock));
    } catch (KeySourceException e) {
      return Verdict.refused(
          "The keys of the OpenID provider could not be had ("
              + e.getMessage()
              + "): look whether its JWKS address can be reached from here.");
    } catch (JOSEException e) {
      return Verdict.refused("The token can't be verified (" + e.getClass().getSimpleName() + ").");
    }
  }

  @SuppressWarnings("JavaUtilDate") // what the JOSE library speaks
  private Verdict accepted(JWTClaimsSet claims) {
    Object userId = claims.getClaim(userIdClaim);
    Date expiry = claims.getExpirationTime();
    if (!(userId instanceof String text) || text.isEmpty() || expiry == null) {
      return Verdict.refused("The token has no user in its claim '" + userIdClaim + "'.");
    }
    return Verdict.user(text).until(Instant.ofEpochMilli(expiry.getTime()));
  }

  /** Describes an {@link OidcVerifier}. Not thread-safe. */
  public static final class Builder {
    private @Nullable String issuer;
    private @Nullable String audience;
    private @Nullable String jwks;
    private String userIdClaim = "sub";
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * Who issues the tokens.
     *
     * @param url the claim {@code iss}, exactly
     * @return this
     */
    public Builder issuer(String url) {
      this.issuer = url;
      return this;
    }

    /**
     * Whom the tokens are meant for.
     *
     * @param name one of the values of the claim {@code aud}
     * @return this
     */
    public Builder audience(String name) {
      this.audience = name;
      return this;
    }

    /**
     * Where the provider's public keys are.
     *
     * @param url the {@code jwks_uri} of the provider; {@code https}, or {@code http} on this
     *     machine
     * @return this
     */
    public Builder jwks(String url) {
      this.jwks = url;
      return this;
    }

    /**
     * Which claim names the user; {@code sub} by default. It has to be one that users can't choose.
     *
     * @param claim the name of a claim
     * @return this
     */
    public Builder userIdClaim(String claim) {
      this.userIdClaim = claim;
      return this;
    }

    Builder clock(Clock other) {
      this.clock = other;
      return this;
    }

    /**
     * Checks the values.
     *
     * @return the verifier
     * @throws ConfigurationException when one is missing or can't work
     */
    public OidcVerifier build() {
      return new OidcVerifier(
          this,
          given("issuer", issuer, "https://login.example.com/"),
          address(given("jwks", jwks, "https://login.example.com/.well-known/jwks.json")),
          given("audience", audience, "my-nats"));
    }

    private static String given(String name, @Nullable String value, String example) {
      if (value == null || value.isBlank()) {
        throw new ConfigurationException(
            "The OpenID provider has no " + name + ": give one like '" + example + "'.");
      }
      return value;
    }

    private static URI address(String text) {
      try {
        URI uri = URI.create(text);
        String host = uri.getHost();
        boolean local =
            host != null
                && (host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]"));
        if (host != null
            && ("https".equals(uri.getScheme()) || (local && "http".equals(uri.getScheme())))) {
          return uri;
        }
      } catch (IllegalArgumentException e) {
        // told below
      }
      throw new ConfigurationException(
          "The jwks address can't be used: give an https URL, since whoever can change the keys on"
              + " their way can let in anybody.");
    }
  }
}
