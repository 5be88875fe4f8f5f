package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.internal.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of buckets and objects, and the subjects that they become (ADR-20). Objects are written
 * under the URL-safe Base64 alphabet; older Java clients wrote them under the standard one.
 */
final class Names {
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final int PRINTED = 64;

  private Names() {}

  static String requireBucket(@Nullable String bucket) {
    if (bucket == null || !BUCKET.matcher(bucket).matches()) {
      throw new InvalidNameException(
          String.valueOf(bucket),
          "The bucket name '"
              + printable(String.valueOf(bucket))
              + "' is not valid: use 1 to 128 letters, digits, '-' and '_'.");
    }
    return bucket;
  }

  static String requireObject(String bucket, @Nullable String name) {
    if (name == null || name.isEmpty()) {
      throw new InvalidNameException(
          bucket, "The object name is " + (name == null ? "null" : "empty") + ": give one.");
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
    return (Subjects.MAX_BYTES - metaPrefix(bucket).length()) / 4 * 3;
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

  /** Where older Java clients wrote it; the same as {@link #meta} for most names. */
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
