package ai.lixpi.nats.auth;

import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.internal.Given;
import ai.lixpi.nats.internal.NKeyText;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An NKey: an Ed25519 key of NATS (X25519 for {@link Role#CURVE}), made from a seed and known by
 * its public key. The secret part never prints; {@link #close()} wipes it. Thread-safe.
 */
public final class NKey implements AutoCloseable {
  /** What a key is for; its public key starts with the letter of its role. */
  public enum Role {
    /** Signs accounts; {@code O}. */
    OPERATOR(NKeyText.OPERATOR),
    /** Signs users, and the answers of an auth callout; {@code A}. */
    ACCOUNT(NKeyText.ACCOUNT),
    /** Signs in; {@code U}. */
    USER(NKeyText.USER),
    /** A server's own; {@code N}. */
    SERVER(NKeyText.SERVER),
    /** A cluster's own; {@code C}. */
    CLUSTER(NKeyText.CLUSTER),
    /** Seals messages and signs nothing; {@code X}. */
    CURVE(NKeyText.CURVE);

    private final int prefix;

    Role(int prefix) {
      this.prefix = prefix;
    }

    private static Role of(int prefix) {
      return Arrays.stream(values())
          .filter(role -> role.prefix == prefix)
          .findFirst()
          .orElseThrow();
    }

    private static Role ofPublicKey(String publicKey) {
      return Arrays.stream(values())
          .filter(role -> publicKey.startsWith(String.valueOf((char) ('A' + (role.prefix >> 3)))))
          .findFirst()
          .orElseThrow(
              () ->
                  new InvalidCredentialsException(
                      "The public key starts with no letter of a role: give one of O, A, U, N, C or"
                          + " X and 55 characters more."));
    }
  }

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Role role;
  private final String publicKey;
  private final byte[] raw;
  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state, under the lock
  private boolean closed;

  private NKey(Role role, byte[] raw) {
    this.role = role;
    this.raw = raw;
    NamedParameterSpec curve =
        role == Role.CURVE ? NamedParameterSpec.X25519 : NamedParameterSpec.ED25519;
    this.publicKey = NKeyText.encodePublic(role.prefix, EdKeys.publicKeyOf(curve, raw));
  }

  /**
   * Makes a new key.
   *
   * @param role what it is for
   * @return the key, to be closed
   */
  public static NKey generate(Role role) {
    Given.nonNull("role", role);
    byte[] raw = new byte[32];
    RANDOM.nextBytes(raw);
    return new NKey(role, raw);
  }

  /**
   * Reads a key from its seed.
   *
   * @param seed 58 characters that start with {@code S} and the letter of the role; not kept
   * @return the key, to be closed
   * @throws InvalidCredentialsException when it is no seed; its message says why, without the seed
   */
  public static NKey fromSeed(CharSequence seed) {
    NKeyText.Seed parts = NKeyText.decodeSeed(seed);
    return new NKey(Role.of(parts.prefix()), parts.raw());
  }

  /**
   * What it is for.
   *
   * @return the role
   */
  public Role role() {
    return role;
  }

  /**
   * The name by which others know it. Not secret; stays after {@link #close()}.
   *
   * @return 56 characters that start with the letter of the role
   */
  public String publicKey() {
    return publicKey;
  }

  /**
   * The secret.
   *
   * @return a copy of the seed, 58 characters, which the caller wipes
   * @throws InvalidCredentialsException when the key was closed
   */
  public char[] seed() {
    byte[] copy = secret();
    try {
      return NKeyText.encodeSeed(role.prefix, copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  /**
   * Signs.
   *
   * @param data what to sign
   * @return the Ed25519 signature, 64 bytes
   * @throws InvalidCredentialsException when the key was closed, or its role is {@link Role#CURVE}
   */
  public byte[] sign(byte[] data) {
    Given.nonNull("data", data);
    if (role == Role.CURVE) {
      throw new InvalidCredentialsException(
          "A key of role CURVE can't sign: it seals only. Give a key of the role that shall sign.");
    }
    byte[] copy = secret();
    try {
      return EdKeys.sign(copy, data);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  private byte[] secret() {
    lock.lock();
    try {
      if (closed) {
        throw new InvalidCredentialsException(
            "The NKey " + publicKey + " was closed, and its secret wiped: make it anew.");
      }
      return raw.clone();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Checks a signature.
   *
   * @param publicKey the public key of the signer, of any role but {@link Role#CURVE}
   * @param data what was signed
   * @param signature the signature
   * @return whether it is the signer's for this data
   * @throws InvalidCredentialsException when the public key is none that signs
   */
  public static boolean verify(String publicKey, byte[] data, byte[] signature) {
    Given.nonNull("data", data);
    Given.nonNull("signature", signature);
    Role role = Role.ofPublicKey(Given.nonNull("publicKey", publicKey));
    if (role == Role.CURVE) {
      throw new InvalidCredentialsException(
          "A public key of role CURVE has signed nothing: it seals only.");
    }
    return EdKeys.verify(NKeyText.decodePublic(role.prefix, publicKey), data, signature);
  }

  /** Wipes the secret; what it has signed stays valid. Can be called again. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      Arrays.fill(raw, (byte) 0);
    } finally {
      lock.unlock();
    }
  }

  /** {@return role and public key, never the secret} */
  @Override
  public String toString() {
    return role.name().toLowerCase(Locale.ROOT) + " NKey " + publicKey;
  }
}
