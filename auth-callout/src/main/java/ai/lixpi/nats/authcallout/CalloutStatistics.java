package ai.lixpi.nats.authcallout;

import java.time.Duration;
import java.util.Map;

/**
 * What a responder has done so far. All counts only grow, but for the three of what is now.
 *
 * @param requests requests that have arrived
 * @param accepted how many were let in
 * @param refused how many were not, by kind
 * @param unanswered answers that could not be sent, because the connection was lost
 * @param waiting requests that wait for a thread now
 * @param running requests that are worked on now
 * @param hanging verifiers that were given up and still have not returned
 * @param totalTime the time of all requests together, from arrival to answer
 * @param longestTime the time of the slowest one
 */
public record CalloutStatistics(
    long requests,
    long accepted,
    Map<Refusal, Long> refused,
    long unanswered,
    int waiting,
    int running,
    int hanging,
    Duration totalTime,
    Duration longestTime) {
  /**
   * Copies the map.
   *
   * @param requests requests that have arrived
   * @param accepted how many were let in
   * @param refused how many were not
   * @param unanswered answers that could not be sent
   * @param waiting requests that wait
   * @param running requests that are worked on
   * @param hanging verifiers that were given up
   * @param totalTime the time of all
   * @param longestTime the time of the slowest
   */
  public CalloutStatistics {
    refused = Map.copyOf(refused);
  }

  /**
   * How many were not let in, for one reason.
   *
   * @param kind the kind of refusal
   * @return a count
   */
  public long refused(Refusal kind) {
    return refused.getOrDefault(kind, 0L);
  }
}
