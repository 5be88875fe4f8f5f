package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;

/**
 * One version of an object.
 *
 * @param info what is known of it: size, digest, description, headers, metadata
 * @param revision the number of this version in its bucket, for {@link
 *     PutOptions.Builder#ifRevision}
 */
public record ObjectVersion(ObjectInfo info, long revision) {
  /** Without headers, metadata and description, which may be secret. */
  @Override
  public String toString() {
    return "ObjectVersion["
        + info.getBucket()
        + "/"
        + Names.printable(info.getObjectName())
        + ", revision "
        + revision
        + ", "
        + info.getSize()
        + " bytes]";
  }
}
