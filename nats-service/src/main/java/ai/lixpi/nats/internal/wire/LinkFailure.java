package ai.lixpi.nats.internal.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A server is there, but TLS, the WebSocket upgrade or the proxy in front of it failed. The message
 * says why and what to do, for a reader who knows the server already.
 */
final class LinkFailure extends IOException {
  private static final long serialVersionUID = 1L;

  LinkFailure(String why, @Nullable Throwable cause) {
    super(why, cause);
  }

  /** What jnats itself refuses, in words that help; null for anything else. */
  static @Nullable String explain(@Nullable String jnats) {
    if (jnats == null) {
      return null;
    }
    return switch (jnats) {
      case "SSL connection wanted by client." ->
          "the server offers no TLS, but TLS is required here. Nothing was sent to it."
              + " Switch TLS on at the server, or write 'nats://' and give no TLS settings.";
      case "SSL required by server." ->
          "the server requires TLS. Write 'tls://', with TlsOptions or tlsCaCert where its"
              + " certificate is not signed by a public authority.";
      default -> null;
    };
  }
}
