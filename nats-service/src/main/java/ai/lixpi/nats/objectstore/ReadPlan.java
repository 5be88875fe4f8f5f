package ai.lixpi.nats.objectstore;

import java.time.Duration;

/**
 * What an ordered reader reads, and how much at a time.
 *
 * @param filter the subjects
 * @param start where it starts
 * @param startSequence the first sequence, for {@link Start#SEQUENCE}
 * @param window how many messages may be under way or unread
 * @param bytes up to how many bytes the window grows where messages are small; 0 when it does not
 * @param messageBytes how large messages are that take turns with those of other readers; 0 when
 *     they take none
 * @param limit how many messages are read at most
 * @param follows whether it waits for what is still to come, instead of ending
 * @param patience how long the server may stay silent
 */
record ReadPlan(
    String filter,
    Start start,
    long startSequence,
    int window,
    long bytes,
    long messageBytes,
    long limit,
    boolean follows,
    Duration patience) {
  /** Where a reader starts. */
  enum Start {
    SEQUENCE("by_start_sequence"),
    LAST_PER_SUBJECT("last_per_subject"),
    NEW("new");

    final String policy;

    Start(String policy) {
      this.policy = policy;
    }
  }

  ReadPlan from(long sequence) {
    return new ReadPlan(
        filter, Start.SEQUENCE, sequence, window, bytes, messageBytes, limit, follows, patience);
  }
}
