package ai.lixpi.nats.authcallout;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody signs in with, as the server passes it on. Everything but {@link #serverName()} was
 * chosen by the client. Never prints a secret. Immutable.
 */
public final class SignInAttempt {
  private final String clientName;
  private final String clientHost;
  private final String serverName;
  private final Instant serverTime;
  private final @Nullable String token;
  private final @Nullable String user;
  private final @Nullable String password;
  private final @Nullable String jwt;

  SignInAttempt(Parts parts) {
    this.clientName = parts.clientName;
    this.clientHost = parts.clientHost;
    this.serverName = parts.serverName;
    this.serverTime = parts.serverTime;
    this.token = parts.token;
    this.user = parts.user;
    this.password = parts.password;
    this.jwt = parts.jwt;
  }

  /** What is known before the attempt is made. */
  static final class Parts {
    String clientName = "";
    String clientHost = "";
    String serverName = "";
    Instant serverTime = Instant.EPOCH;
    @Nullable String token;
    @Nullable String user;
    @Nullable String password;
    @Nullable String jwt;
  }

  /** {@return the token of the client, a secret} */
  public Optional<String> token() {
    return Optional.ofNullable(token);
  }

  /** {@return the user name; some servers put the token here, so treat it as a secret} */
  public Optional<String> user() {
    return Optional.ofNullable(user);
  }

  /** {@return the password, a secret} */
  public Optional<String> password() {
    return Optional.ofNullable(password);
  }

  /** {@return the NATS user JWT of the client, which the server has not judged} */
  public Optional<String> jwt() {
    return Optional.ofNullable(jwt);
  }

  /** {@return the name that the client gives itself, empty if none} */
  public String clientName() {
    return clientName;
  }

  /** {@return the address that the client connects from} */
  public String clientHost() {
    return clientHost;
  }

  /** {@return the name of the server that asks} */
  public String serverName() {
    return serverName;
  }

  /** {@return the time on the server's clock when it asked, in seconds} */
  public Instant serverTime() {
    return serverTime;
  }

  /** {@return who asks, without any secret} */
  @Override
  public String toString() {
    return "client '"
        + PublicText.of(clientName)
        + "' at "
        + PublicText.of(clientHost)
        + " on server '"
        + PublicText.of(serverName)
        + "'";
  }
}
