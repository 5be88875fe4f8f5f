package ai.lixpi.nats.objectstore;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of buckets and objects, and the subjects that they become (ADR-20). Objects are written
 * under the URL-safe Base64 alphabet; older Java clients wrote them under the standard one.
 */
final class Names {
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9_-]{1,251}"); // "OBJ_" makes 255
  private static final int PRINTED = 64;

  /**
   * The longest subject that can be published to. The server takes 4,096 bytes of subject, reply
   * subject and sizes ({@code max_control_line}) and cuts off whoever sends more.
   */
  private static final int LONGEST_SUBJECT = 4_032;

  private Names() {}

  static String requireBucket(@Nullable String bucket) {
    if (bucket == null) {
      throw new InvalidNameException("", "The bucket name is null: give one like 'invoices'.");
    }
    if (!BUCKET.matcher(bucket).matches()) {
      throw new InvalidNameException(
          bucket,
          "The bucket name '"
              + printable(bucket)
              + "' is not valid: use 1 to 251 letters, digits, '-' and '_'.");
    }
    return bucket;
  }

  static String requireObject(String bucket, @Nullable String name) {
    if (name == null || name.isEmpty()) {
      throw new InvalidNameException(
          bucket,
          "The object name is " + (name == null ? "null" : "empty") + ": give one like 'a.pdf'.");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new InvalidNameException(
          bucket, "The object name '" + printable(name) + "' has a lone surrogate: correct it.");
    }
    int longest = longestName(bucket);
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > longest) {
      throw new InvalidNameException(
          bucket,
          "The object name '"
              + printable(name)
              + "' has "
              + bytes
              + " bytes in UTF-8, more than the "
              + longest
              + " that fit into a subject: shorten it.");
    }
    return name;
  }

  /** The longest object name in UTF-8 bytes whose subject the server still takes. */
  static int longestName(String bucket) {
    return (LONGEST_SUBJECT - metaPrefix(bucket).length()) / 4 * 3;
  }

  /**
   * Whether a subject may be published to. Those of the longest names may, but {@code
   * $JS.API.DIRECT.GET} in front of them may not: then the record must be asked from the leader.
   */
  static boolean isPublishable(String subject) {
    return subject.length() <= LONGEST_SUBJECT;
  }

  static String stream(String bucket) {
    return "OBJ_" + bucket;
  }

  static String metaPrefix(String bucket) {
    return "$O." + bucket + ".M.";
  }

  static String chunkPrefix(String bucket) {
    return "$O." + bucket + ".C.";
  }

  static String chunks(String bucket, String nuid) {
    return chunkPrefix(bucket) + nuid;
  }

  static String meta(String bucket, String name) {
    return metaPrefix(bucket)
        + Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Where else a record of this name may stand: older Java clients used the standard alphabet, and
   * nats.js encodes Latin-1 instead of UTF-8. Empty for most names.
   */
  static List<String> otherMetas(String bucket, String name) {
    Set<String> others = new LinkedHashSet<>();
    others.add(oldMeta(bucket, name));
    if (StandardCharsets.ISO_8859_1.newEncoder().canEncode(name)) {
      others.add(
          metaPrefix(bucket)
              + Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.ISO_8859_1)));
    }
    others.remove(meta(bucket, name));
    return List.copyOf(others);
  }

  static String oldMeta(String bucket, String name) {
    return metaPrefix(bucket)
        + Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }

  static String printable(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .limit(PRINTED)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || (c >= 0xd800 && c <= 0xdfff)) {
                text.append(String.format("\\u%04x", c));
              } else {
                text.appendCodePoint(c);
              }
            });
    return name.codePointCount(0, name.length()) > PRINTED ? text + "..." : text.toString();
  }
}
