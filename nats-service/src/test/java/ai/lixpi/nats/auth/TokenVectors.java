package ai.lixpi.nats.auth;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Tokens that the packages of the siblings have signed; -Pinterop has them sign these again. */
final class TokenVectors {
  static final Path FOLDER =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("interop/tokens");

  record Vector(String seed, String userId, long iat, int hours, String token) {
    String ours() {
      try (NKey key = NKey.fromSeed(seed)) {
        return SelfIssuedJwt.issue(
            key, userId, Duration.ofHours(hours), Instant.ofEpochSecond(iat));
      }
    }

    SelfIssuedJwt.Issuer issuer() {
      try (NKey key = NKey.fromSeed(seed)) {
        return new SelfIssuedJwt.Issuer(key.publicKey(), userId);
      }
    }

    @Override
    public String toString() {
      return userId + " at " + iat;
    }
  }

  private TokenVectors() {}

  static Stream<Vector> npm() {
    return read("vectors-npm.json");
  }

  static Stream<Vector> pypi() {
    return read("vectors-pypi.json");
  }

  private static Stream<Vector> read(String file) {
    try {
      return new ObjectMapper()
          .readValue(FOLDER.resolve(file).toFile(), new TypeReference<List<Vector>>() {}).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
