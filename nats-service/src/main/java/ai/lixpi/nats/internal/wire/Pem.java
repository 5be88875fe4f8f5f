package ai.lixpi.nats.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits PEM text (RFC 7468, and the headers of RFC 1421 that old keys have) into its blocks. */
final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** One block; text between blocks is skipped, as everybody does. */
  static final class Block {
    private final String label;
    private final boolean encrypted;
    private final byte[] der;

    Block(String label, boolean encrypted, byte[] der) {
      this.label = label;
      this.encrypted = encrypted;
      this.der = der;
    }

    String label() {
      return label;
    }

    boolean encrypted() {
      return encrypted;
    }

    byte[] der() {
      return der;
    }
  }

  /** The message is the rest of a sentence that begins with the name of the file. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    Invalid(String why) {
      this(why, null);
    }

    Invalid(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  private Pem() {}

  static List<Block> blocks(byte[] file) throws Invalid {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    List<Block> blocks = new ArrayList<>();
    String label = null;
    boolean encrypted = false;
    StringBuilder body = new StringBuilder();
    for (String raw : text.split("\r\n|\r|\n", -1)) {
      String line = raw.strip();
      if (label == null) {
        label = between(BEGIN, line);
        encrypted = false;
        body.setLength(0);
      } else if (line.startsWith(END)) {
        if (!label.equals(between(END, line))) {
          throw new Invalid("ends a block that begins with another name");
        }
        blocks.add(new Block(label, encrypted, decode(body)));
        label = null;
      } else if (line.contains(":")) {
        encrypted |= line.startsWith("Proc-Type:") && line.contains("ENCRYPTED");
      } else {
        body.append(line);
      }
    }
    if (label != null) {
      throw new Invalid("is cut off: a block has no end");
    }
    return blocks;
  }

  private static @Nullable String between(String start, String line) {
    return line.startsWith(start)
            && line.endsWith(DASHES)
            && line.length() >= start.length() + DASHES.length()
        ? line.substring(start.length(), line.length() - DASHES.length())
        : null;
  }

  private static byte[] decode(StringBuilder body) throws Invalid {
    try {
      byte[] der = Base64.getDecoder().decode(body.toString());
      if (der.length == 0) {
        throw new Invalid("has a block without content");
      }
      return der;
    } catch (IllegalArgumentException e) {
      // no cause: its message may show a part of a key
      throw new Invalid("has a block that is no Base64");
    }
  }
}
