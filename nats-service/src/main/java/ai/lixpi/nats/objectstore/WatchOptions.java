package ai.lixpi.nats.objectstore;

/** Where a watch starts. */
public enum WatchOptions {
  /** With the newest record of each object that is there, then every change. */
  CURRENT_AND_CHANGES,
  /** As {@link #CURRENT_AND_CHANGES}, without deleted objects, also later. */
  CURRENT_AND_CHANGES_IGNORE_DELETES,
  /** With changes from now on. */
  CHANGES_ONLY
}
