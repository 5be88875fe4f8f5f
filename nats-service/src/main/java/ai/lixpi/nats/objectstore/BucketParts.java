package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.internal.Messaging;

/** What works on one bucket, put together. */
record BucketParts(
    String bucket,
    BucketAdmin admin,
    Metas metas,
    Uploads uploads,
    Changes changes,
    Downloads downloads,
    Listing listing,
    Janitor janitor) {
  static BucketParts of(Messaging messaging, BucketAdmin admin, String bucket) {
    StreamApi api = new StreamApi(messaging, bucket);
    Metas metas = new Metas(api);
    Janitor janitor = new Janitor(api, metas);
    return new BucketParts(
        bucket,
        admin,
        metas,
        new Uploads(api, metas, janitor),
        new Changes(api, metas, janitor),
        new Downloads(api, metas),
        new Listing(api),
        janitor);
  }
}
