package ai.lixpi.nats.objectstore;

import io.nats.client.NUID;
import io.nats.client.impl.Headers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An object written by hand, message by message, with whatever record a test wants. */
final class Crafted {
  private final Bucket bucket;
  final String nuid = NUID.nextGlobal();
  final List<Long> sequences = new ArrayList<>();

  // Mutable state
  private long size;
  private final MessageDigest digest;

  Crafted(Bucket bucket) throws NoSuchAlgorithmException {
    this.bucket = bucket;
    this.digest = MessageDigest.getInstance("SHA-256");
  }

  Crafted chunk(byte[] data) throws Exception {
    return chunk(data, new Headers());
  }

  Crafted chunk(byte[] data, Headers headers) throws Exception {
    String subject = Names.chunks(bucket.name, nuid);
    sequences.add(bucket.jnats.jetStream().publish(subject, headers, data).getSeqno());
    size += data.length;
    digest.update(data);
    return this;
  }

  String digest() throws CloneNotSupportedException {
    byte[] value = ((MessageDigest) digest.clone()).digest();
    return "SHA-256=" + Base64.getUrlEncoder().encodeToString(value);
  }

  /** Writes the right record. */
  void record(String name) throws Exception {
    record(name, size, sequences.size(), digest());
  }

  void record(String name, long size, int chunks, String digest) throws Exception {
    record(Names.meta(bucket.name, name), name, size, chunks, digest, 0);
  }

  void record(
      String subject, String name, long size, int chunks, String digest, int declaredChunkSize)
      throws Exception {
    String options =
        declaredChunkSize > 0 ? "\"options\":{\"max_chunk_size\":" + declaredChunkSize + "}," : "";
    bucket.putRecord(
        subject,
        "{\"name\":\""
            + name
            + "\",\"bucket\":\""
            + bucket.name
            + "\",\"nuid\":\""
            + nuid
            + "\","
            + options
            + "\"size\":"
            + size
            + ",\"chunks\":"
            + chunks
            + ",\"digest\":\""
            + digest
            + "\",\"mtime\":\"0001-01-01T00:00:00Z\"}");
  }

  long size() {
    return size;
  }
}
