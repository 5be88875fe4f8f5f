package ai.lixpi.nats.authcallout;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the JWKS document of a provider, which may be slow, endless or no such document. */
final class OidcDocument {
  static final Duration LONGEST = Duration.ofSeconds(10);

  private static final int LARGEST = 256 * 1024;

  private OidcDocument() {}

  /** An answer that holds no keys; the message is ours. */
  static final class UnusableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }

  static JWKSet read(URI address) throws IOException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout((int) LONGEST.toMillis());
    connection.setReadTimeout((int) LONGEST.toMillis());
    try {
      int status = connection.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        throw new UnusableException("HTTP status " + status);
      }
      try (InputStream in = connection.getInputStream()) {
        return JWKSet.parse(text(in, deadline));
      }
    } catch (ParseException e) {
      throw new UnusableException("no JSON Web Key Set");
    } finally {
      connection.disconnect();
    }
  }

  /** A timeout for reading begins anew with each byte, so the whole has one of its own. */
  private static String text(InputStream in, long deadline) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    for (int read = in.read(part); read >= 0; read = in.read(part)) {
      text.write(part, 0, read);
      if (text.size() > LARGEST) {
        throw new UnusableException("more than " + LARGEST + " bytes");
      }
      if (System.nanoTime() - deadline > 0) {
        throw new UnusableException("no end within " + LONGEST.toSeconds() + " s");
      }
    }
    return text.toString(UTF_8);
  }

  /** The message of a foreign exception may hold anything, so only its class is told. */
  static String whyNot(@Nullable Throwable failure) {
    if (failure instanceof UnusableException) {
      return String.valueOf(failure.getMessage());
    }
    return failure == null ? "unknown" : failure.getClass().getSimpleName();
  }
}
