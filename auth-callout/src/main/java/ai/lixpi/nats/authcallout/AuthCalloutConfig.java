package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.Permissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of a responder. Immutable; wrong values fail while it is built, with a sentence
 * that says what to write instead. It holds the secret keys, which the responder that is started
 * with it wipes when it is closed: make one for each responder. Never prints a secret.
 */
public final class AuthCalloutConfig {
  private final NKey issuer;
  private final Optional<NKey> xkey;
  private final String account;
  private final List<Verifier> verifiers;
  private final Permissions userPermissions;
  private final String inboxPrefix;
  private final Duration userJwtLifetime;
  private final Duration verifierDeadline;
  private final Duration answerTime;
  private final int concurrency;
  private final int queueLimit;
  private final CalloutObserver observer;
  private final boolean selfTest;
  private final Clock clock;

  AuthCalloutConfig(AuthCalloutConfigBuilder builder, NKey issuer, String account) {
    this.issuer = issuer;
    this.xkey = Optional.ofNullable(builder.xkey);
    this.account = account;
    this.verifiers = List.copyOf(builder.verifiers);
    this.userPermissions = builder.userPermissions;
    this.inboxPrefix = builder.inboxPrefix;
    this.userJwtLifetime = builder.userJwtLifetime;
    this.verifierDeadline = builder.verifierDeadline;
    this.answerTime = builder.answerTime;
    this.concurrency = builder.concurrency;
    this.queueLimit = builder.queueLimit;
    this.observer = builder.observer;
    this.selfTest = builder.selfTest;
    this.clock = builder.clock;
  }

  /**
   * Starts from the defaults; issuer, account and a verifier have to be given.
   *
   * @return a builder
   */
  public static AuthCalloutConfigBuilder builder() {
    return new AuthCalloutConfigBuilder();
  }

  /** {@return the public key of the account key, {@code issuer} in the server's configuration} */
  public String issuerPublicKey() {
    return issuer.publicKey();
  }

  /** {@return the public curve key, {@code xkey} in the server's configuration} */
  public Optional<String> xkeyPublicKey() {
    return xkey.map(NKey::publicKey);
  }

  /** {@return the account that clients are placed in} */
  public String account() {
    return account;
  }

  /** {@return what users may do, beside those who bring permissions of their own} */
  public Permissions userPermissions() {
    return userPermissions;
  }

  /** {@return how long a session lives at most} */
  public Duration userJwtLifetime() {
    return userJwtLifetime;
  }

  /** {@return how long a sign-in may take from its arrival} */
  public Duration verifierDeadline() {
    return verifierDeadline;
  }

  NKey issuer() {
    return issuer;
  }

  Optional<NKey> xkey() {
    return xkey;
  }

  List<Verifier> verifiers() {
    return verifiers;
  }

  String inboxPrefix() {
    return inboxPrefix;
  }

  Duration answerTime() {
    return answerTime;
  }

  int concurrency() {
    return concurrency;
  }

  int queueLimit() {
    return queueLimit;
  }

  CalloutObserver observer() {
    return observer;
  }

  boolean selfTest() {
    return selfTest;
  }

  Clock clock() {
    return clock;
  }

  void wipe() {
    issuer.close();
    xkey.ifPresent(NKey::close);
  }

  @Override
  public String toString() {
    return "AuthCalloutConfig[issuer="
        + issuerPublicKey()
        + ", xkey="
        + xkeyPublicKey().orElse("none")
        + ", account="
        + account
        + ", verifiers="
        + verifiers.stream().map(Verifier::name).toList()
        + "]";
  }
}
