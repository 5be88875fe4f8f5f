package ai.lixpi.nats.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.internal.JwtClaims;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a creds file holds: a user JWT and the key that it belongs to. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record CredsFile(char[] jwt, NKey key) {
  private static final int MAX_BYTES = 64 * 1024;
  private static final Pattern JWT = block("NATS USER JWT");
  private static final Pattern SEED = block("USER NKEY SEED");

  /** Possessive, so that no file takes more than one pass. */
  private static Pattern block(String name) {
    return Pattern.compile("-BEGIN " + name + "-++\\s++(\\S++)\\s++-++END " + name + "-");
  }

  static CredsFile read(Path file) {
    byte[] bytes = bytes(file);
    CharBuffer text = ISO_8859_1.decode(ByteBuffer.wrap(bytes));
    try {
      return parse(file, text);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(text.array(), '\0');
    }
  }

  private static byte[] bytes(Path file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new InvalidCredentialsException(
          "The creds file '"
              + file
              + "' can't be read ("
              + e.getClass().getSimpleName()
              + "): check its path and its permissions.",
          e);
    }
    if (bytes.length > MAX_BYTES) {
      throw invalid(file, "has more than " + MAX_BYTES + " bytes");
    }
    return bytes;
  }

  static CredsFile parse(Path file, CharBuffer text) {
    char[] jwt = find(file, JWT, text, "user JWT");
    char[] seed = find(file, SEED, text, "NKey seed of a user");
    NKey key;
    try {
      key = NKey.fromSeed(CharBuffer.wrap(seed));
    } catch (InvalidCredentialsException e) {
      throw new InvalidCredentialsException("In the creds file '" + file + "': " + e.getMessage());
    } finally {
      Arrays.fill(seed, '\0');
    }
    String subject = JwtClaims.text(CharBuffer.wrap(jwt), "sub").orElse("");
    if (key.role() != NKey.Role.USER || !key.publicKey().equals(subject)) {
      key.close();
      throw invalid(file, "has a user JWT and a seed that do not belong together");
    }
    return new CredsFile(jwt, key);
  }

  private static char[] find(Path file, Pattern block, CharBuffer text, String what) {
    Matcher found = block.matcher(text);
    if (!found.find()) {
      throw invalid(file, "has no " + what);
    }
    char[] content = new char[found.end(1) - found.start(1)];
    text.subSequence(found.start(1), found.end(1)).get(content);
    return content;
  }

  private static InvalidCredentialsException invalid(Path file, String why) {
    return new InvalidCredentialsException(
        "The creds file '"
            + file
            + "' "
            + why
            + ": give one as 'nsc generate creds' writes it, with BEGIN NATS USER JWT and BEGIN USER"
            + " NKEY SEED.");
  }

  Optional<Instant> expiresAt() {
    return JwtClaims.expiry(CharBuffer.wrap(jwt));
  }

  void wipe() {
    Arrays.fill(jwt, '\0');
    key.close();
  }

  @Override
  public String toString() {
    return "CredsFile[" + key + "]";
  }
}
