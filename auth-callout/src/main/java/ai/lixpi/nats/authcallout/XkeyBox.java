package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.internal.NKeyText;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.util.Pack;

/**
 * The sealed envelopes of NATS curve keys: {@code xkv1}, a nonce of 24 bytes, and a NaCl box
 * (X25519, XSalsa20, Poly1305).
 */
final class XkeyBox {
  static final byte[] VERSION = "xkv1".getBytes(StandardCharsets.US_ASCII);

  private static final int NONCE = 24;
  private static final int TAG = 16;
  private static final int KEY = 32;
  private static final int HEAD = VERSION.length + NONCE;
  private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] secret;
  private final String publicKey;

  XkeyBox(NKey key) {
    if (key.role() != NKey.Role.CURVE) {
      throw new ConfigurationException(
          "The xkey is a key of role "
              + key.role()
              + ": give a curve seed, which starts with 'SX'.");
    }
    this.publicKey = key.publicKey();
    char[] seed = key.seed();
    this.secret = NKeyText.decodeSeed(CharBuffer.wrap(seed)).raw();
    Arrays.fill(seed, '\0');
  }

  String publicKey() {
    return publicKey;
  }

  static boolean isSealed(byte[] payload) {
    return payload.length >= VERSION.length
        && Arrays.equals(payload, 0, VERSION.length, VERSION, 0, VERSION.length);
  }

  byte[] seal(byte[] plain, String receiver) throws BoxException {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    return seal(plain, receiver, nonce);
  }

  byte[] seal(byte[] plain, String receiver, byte[] nonce) throws BoxException {
    XSalsa20Engine cipher = cipher(receiver, nonce);
    byte[] tagKey = firstBlock(cipher);
    byte[] sealed = new byte[HEAD + TAG + plain.length];
    System.arraycopy(VERSION, 0, sealed, 0, VERSION.length);
    System.arraycopy(nonce, 0, sealed, VERSION.length, NONCE);
    cipher.processBytes(plain, 0, plain.length, sealed, HEAD + TAG);
    tag(tagKey, sealed, plain.length, sealed, HEAD);
    return sealed;
  }

  byte[] open(byte[] sealed, String sender) throws BoxException {
    if (!isSealed(sealed) || sealed.length < HEAD + TAG) {
      throw new BoxException("it is no xkv1 box");
    }
    byte[] nonce = Arrays.copyOfRange(sealed, VERSION.length, HEAD);
    XSalsa20Engine cipher = cipher(sender, nonce);
    byte[] tagKey = firstBlock(cipher);
    byte[] plain = new byte[sealed.length - HEAD - TAG];
    byte[] expected = new byte[TAG];
    tag(tagKey, sealed, plain.length, expected, 0);
    if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(sealed, HEAD, HEAD + TAG))) {
      throw new BoxException("it was sealed for another xkey, or changed on its way");
    }
    cipher.processBytes(sealed, HEAD + TAG, plain.length, plain, 0);
    return plain;
  }

  private XSalsa20Engine cipher(String other, byte[] nonce) throws BoxException {
    byte[] point = new byte[KEY];
    if (!X25519.calculateAgreement(secret, 0, publicPoint(other), 0, point, 0)) {
      throw new BoxException("the other side's xkey is a point that agrees with every key");
    }
    XSalsa20Engine cipher = new XSalsa20Engine();
    cipher.init(true, new ParametersWithIV(new KeyParameter(boxKey(point)), nonce));
    Arrays.fill(point, (byte) 0);
    return cipher;
  }

  private static byte[] publicPoint(String key) throws BoxException {
    try {
      return NKeyText.decodePublic(NKeyText.CURVE, key);
    } catch (ConfigurationException e) {
      throw new BoxException("the other side's xkey is no public curve key");
    }
  }

  /** NaCl's beforenm: HSalsa20 of the shared point and a nonce of zeros. */
  private static byte[] boxKey(byte[] point) {
    int[] state = new int[16];
    state[0] = SIGMA[0];
    state[5] = SIGMA[1];
    state[10] = SIGMA[2];
    state[15] = SIGMA[3];
    Pack.littleEndianToInt(point, 0, state, 1, 4);
    Pack.littleEndianToInt(point, 16, state, 11, 4);
    int[] core = new int[16];
    Salsa20Engine.salsaCore(20, state, core);
    // HSalsa20 leaves out the addition of the input at the end that the core makes
    int[] words = {
      core[0] - state[0],
      core[5] - state[5],
      core[10] - state[10],
      core[15] - state[15],
      core[6] - state[6],
      core[7] - state[7],
      core[8] - state[8],
      core[9] - state[9]
    };
    return Pack.intToLittleEndian(words);
  }

  /** The first half of the first block of the key stream is the key of the tag. */
  private static byte[] firstBlock(XSalsa20Engine cipher) {
    byte[] tagKey = new byte[KEY];
    cipher.processBytes(tagKey, 0, KEY, tagKey, 0);
    return tagKey;
  }

  private static void tag(byte[] tagKey, byte[] sealed, int length, byte[] into, int at) {
    Poly1305 mac = new Poly1305();
    mac.init(new KeyParameter(tagKey));
    mac.update(sealed, HEAD + TAG, length);
    mac.doFinal(into, at);
  }

  /** Forgets the secret; nothing can be opened or sealed after it. */
  void wipe() {
    Arrays.fill(secret, (byte) 0);
  }

  /** Says why a box can't be opened or made, in words that follow "because". */
  static final class BoxException extends Exception {
    private static final long serialVersionUID = 1L;

    BoxException(String why) {
      super(why);
    }
  }
}
