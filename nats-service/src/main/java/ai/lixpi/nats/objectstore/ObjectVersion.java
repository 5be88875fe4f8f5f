package ai.lixpi.nats.objectstore;

import io.nats.client.api.ObjectInfo;

/**
 * One version of an object.
 *
 * @param info what is known of it: size, digest, description, headers, metadata
 * @param revision the number of this version in its bucket, for {@link
 *     PutOptions.Builder#ifRevision}
 */
public record ObjectVersion(ObjectInfo info, long revision) {}
