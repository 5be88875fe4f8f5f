package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.SubscriptionDefinition;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.internal.Durations;
import ai.lixpi.nats.internal.Given;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds {@link AuthCalloutConfig}. Not thread-safe. */
public final class AuthCalloutConfigBuilder {
  private static final int MOST_THREADS = 1_000;
  private static final int LARGEST_QUEUE = 1_000_000;

  @Nullable NKey issuer;
  @Nullable NKey xkey;
  @Nullable String account;
  final List<Verifier> verifiers = new ArrayList<>();
  Permissions userPermissions = Permissions.NONE;
  String inboxPrefix = "_INBOX";
  Duration userJwtLifetime = Duration.ofHours(1);
  Duration verifierDeadline = Duration.ofMillis(1_500);
  Duration answerTime = Duration.ofMinutes(2);
  int concurrency = 16;
  int queueLimit = 4_096;
  CalloutObserver observer = CalloutObserver.NONE;
  boolean selfTest = true;
  Clock clock = Clock.systemUTC();

  AuthCalloutConfigBuilder() {}

  /**
   * The key that signs answers: the account seed whose public key is {@code issuer} in the server's
   * {@code auth_callout} block.
   *
   * @param seed 58 characters that start with {@code SA}; not kept
   * @return this
   * @throws ConfigurationException when it is no account seed
   */
  public AuthCalloutConfigBuilder issuer(CharSequence seed) {
    issuer =
        require(
            NKey.Role.ACCOUNT,
            NKey.fromSeed(Given.nonNull("issuer", seed)),
            "The issuer",
            "an account seed, which starts with 'SA'");
    return this;
  }

  /**
   * The key that opens requests and seals answers: the curve seed whose public key is {@code xkey}
   * in the server's {@code auth_callout} block. None by default; then the server must have none.
   *
   * @param seed 58 characters that start with {@code SX}; not kept
   * @return this
   * @throws ConfigurationException when it is no curve seed
   */
  public AuthCalloutConfigBuilder xkey(CharSequence seed) {
    xkey =
        require(
            NKey.Role.CURVE,
            NKey.fromSeed(Given.nonNull("xkey", seed)),
            "The xkey",
            "a curve seed, which starts with 'SX'");
    return this;
  }

  private static NKey require(NKey.Role role, NKey key, String what, String wanted) {
    if (key.role() == role) {
      return key;
    }
    NKey.Role other = key.role();
    key.close();
    throw new ConfigurationException(
        what + " is a seed of role " + other + ": give " + wanted + ".");
  }

  /**
   * The account that clients are placed in. Never the one that the responder itself is in: who is
   * in there can read and answer the sign-ins of others.
   *
   * @param name its name in the server's {@code accounts} block
   * @return this
   */
  public AuthCalloutConfigBuilder account(String name) {
    account = Given.nonNull("account", name);
    return this;
  }

  /**
   * Adds verifiers, asked in this order.
   *
   * @param added the verifiers
   * @return this
   */
  public AuthCalloutConfigBuilder verifiers(Verifier... added) {
    verifiers.addAll(Given.allNonNull("verifiers", added));
    return this;
  }

  /**
   * Adds what users may do: the permissions of these subscriptions, with {@code {userId}} replaced
   * by the user. Services bring permissions of their own.
   *
   * @param definitions the subscriptions of the services that users talk to
   * @return this
   */
  public AuthCalloutConfigBuilder userPermissions(SubscriptionDefinition... definitions) {
    for (SubscriptionDefinition definition : Given.allNonNull("userPermissions", definitions)) {
      userPermissions(definition.permissions());
    }
    return this;
  }

  /**
   * Adds what users may do.
   *
   * @param permissions subjects, {@code {userId}} stands for the user
   * @return this
   */
  public AuthCalloutConfigBuilder userPermissions(Permissions permissions) {
    userPermissions = userPermissions.and(Given.nonNull("userPermissions", permissions));
    return this;
  }

  /**
   * The prefix of inboxes; {@code _INBOX} by default, with which everybody may read all inboxes. A
   * prefix with {@code {userId}}, like {@code _INBOX_{userId}}, keeps them apart; clients then have
   * to be set up with the same.
   *
   * @param prefix a subject without wildcards
   * @return this
   */
  public AuthCalloutConfigBuilder inboxPrefix(String prefix) {
    inboxPrefix = Given.nonNull("inboxPrefix", prefix);
    return this;
  }

  /**
   * How long a session lives at most; 1 hour by default. The client has to sign in again then. It
   * ends earlier when the token that was shown expires earlier.
   *
   * @param lifetime from 1 second on; up to 1 second more is given, since the server counts seconds
   * @return this
   */
  public AuthCalloutConfigBuilder userJwtLifetime(Duration lifetime) {
    userJwtLifetime = lifetime;
    return this;
  }

  /**
   * How long a sign-in may take from its arrival; 1.5 seconds by default. It must be shorter than
   * {@code timeout} of the server's {@code authorization} block (2 seconds by default).
   *
   * @param deadline a duration above zero
   * @return this
   */
  public AuthCalloutConfigBuilder verifierDeadline(Duration deadline) {
    verifierDeadline = deadline;
    return this;
  }

  /**
   * How long somebody may take to answer a request that has reached it; 2 minutes by default.
   *
   * @param time a duration above zero
   * @return this
   */
  public AuthCalloutConfigBuilder answerTime(Duration time) {
    answerTime = time;
    return this;
  }

  /**
   * How many sign-ins are worked on at a time; 16 by default.
   *
   * @param threads from 1 to 1,000
   * @return this
   */
  public AuthCalloutConfigBuilder concurrency(int threads) {
    concurrency = threads;
    return this;
  }

  /**
   * How many sign-ins may wait for a thread; 4,096 by default. What exceeds it is refused.
   *
   * @param limit from 1 to 1,000,000
   * @return this
   */
  public AuthCalloutConfigBuilder queueLimit(int limit) {
    queueLimit = limit;
    return this;
  }

  /**
   * Hooks for metrics and audit; none by default.
   *
   * @param hooks the hooks
   * @return this
   */
  public AuthCalloutConfigBuilder observer(CalloutObserver hooks) {
    observer = Given.nonNull("observer", hooks);
    return this;
  }

  /**
   * Does without the self-test, in which the responder signs in at its server once to see whether
   * it is asked and believed.
   *
   * @return this
   */
  public AuthCalloutConfigBuilder withoutSelfTest() {
    selfTest = false;
    return this;
  }

  AuthCalloutConfigBuilder clock(Clock other) {
    clock = other;
    return this;
  }

  /**
   * Checks the values.
   *
   * @return the configuration
   * @throws ConfigurationException when a value can't work; its message says what to write instead
   */
  public AuthCalloutConfig build() {
    if (issuer == null) {
      throw new ConfigurationException(
          "There is no issuer: give the account seed (it starts with 'SA') whose public key is the"
              + " issuer in the server's auth_callout block.");
    }
    if (account == null || account.isBlank()) {
      throw new ConfigurationException(
          "There is no account: give the name of the account that clients are placed in, like"
              + " 'APP'.");
    }
    if (verifiers.isEmpty()) {
      throw new ConfigurationException(
          "There is no verifier, so nobody could come in: give one, like"
              + " SelfIssuedVerifier.of(...).");
    }
    requireNumber("concurrency", concurrency, MOST_THREADS);
    requireNumber("queueLimit", queueLimit, LARGEST_QUEUE);
    Durations.positive("verifierDeadline", verifierDeadline);
    Durations.positive("answerTime", answerTime);
    Durations.positive("userJwtLifetime", userJwtLifetime);
    if (userJwtLifetime.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new ConfigurationException(
          "userJwtLifetime is "
              + userJwtLifetime
              + ": give 1 second or more, the server counts in seconds.");
    }
    new Grants(userPermissions, inboxPrefix);
    return new AuthCalloutConfig(this, issuer, account);
  }

  private static void requireNumber(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new ConfigurationException(
          name + " is " + value + ": give a number from 1 to " + most + ".");
    }
  }
}
