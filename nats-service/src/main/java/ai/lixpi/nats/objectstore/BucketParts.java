package ai.lixpi.nats.objectstore;

/** What works on one bucket, put together. */
record BucketParts(
    String bucket,
    BucketAdmin admin,
    Metas metas,
    Uploads uploads,
    Changes changes,
    Downloads downloads,
    Listing listing,
    Sweeper sweeper) {
  static BucketParts of(BucketAdmin admin, String bucket) {
    StreamApi api = admin.api(bucket);
    Metas metas = new Metas(api);
    MetaWriter writer = new MetaWriter(api, metas);
    Janitor janitor = new Janitor(api);
    Elsewhere elsewhere = new Elsewhere(api, metas, writer, janitor);
    Renames renames = new Renames(api, metas, writer, elsewhere, janitor);
    return new BucketParts(
        bucket,
        admin,
        metas,
        new Uploads(api, metas, writer, elsewhere, renames, janitor),
        new Changes(api, metas, writer, elsewhere, renames, janitor),
        new Downloads(api, metas),
        new Listing(api, metas),
        new Sweeper(api, metas, renames));
  }
}
