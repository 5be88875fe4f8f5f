package ai.lixpi.nats;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.NKey;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the way to sign in by the priority of the siblings, and says which of the given ones are
 * not used.
 */
final class SignIn {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);

  // Mutable state, that of the key until it is read from its seed
  private @Nullable NKey key;
  @Nullable Credentials credentials;
  char @Nullable [] nkeySeed;
  @Nullable String userId;
  @Nullable String token;
  @Nullable String user;
  @Nullable String password;

  SignIn() {}

  SignIn(SignIn other) {
    credentials = other.credentials;
    key = other.key;
    nkeySeed = other.nkeySeed == null ? null : other.nkeySeed.clone();
    userId = other.userId;
    token = other.token;
    user = other.user;
    password = other.password;
  }

  Credentials choose(List<Credentials> fromUrls) {
    if ((user == null) != (password == null)) {
      throw new ConfigurationException(
          user == null
              ? "There is a password but no user: give both, or neither."
              : "There is a user but no password: give both, or neither.");
    }
    List<Credentials> given = new ArrayList<>();
    Optional.ofNullable(credentials).ifPresent(given::add);
    selfIssued().ifPresent(given::add);
    Optional.ofNullable(token).map(Credentials::token).ifPresent(given::add);
    if (user != null && password != null) {
      given.add(Credentials.userPassword(user, password));
    }
    fromUrls.stream().distinct().forEach(given::add);
    if (given.isEmpty()) {
      return Credentials.none();
    }
    if (given.size() > 1) {
      LOG.warn(
          "NATS -> several ways to sign in are configured: using {}, not using {}",
          given.get(0),
          given.subList(1, given.size()));
    }
    return given.get(0);
  }

  private Optional<Credentials> selfIssued() {
    if (nkeySeed != null) {
      key = NKey.fromSeed(CharBuffer.wrap(nkeySeed));
      Arrays.fill(nkeySeed, '\0');
      nkeySeed = null;
    }
    if ((key == null) != (userId == null)) {
      throw new InvalidCredentialsException(
          (key == null
                  ? "There is a user id but no NKey seed"
                  : "There is an NKey seed but no user id")
              + ": give both (nkeySeed and userId, NATS_NKEY_SEED and NATS_USER_ID), or neither.");
    }
    return key == null || userId == null
        ? Optional.empty()
        : Optional.of(Credentials.selfIssuedJwt(key, userId));
  }
}
