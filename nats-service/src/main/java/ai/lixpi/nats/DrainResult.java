package ai.lixpi.nats;

import java.util.List;

/**
 * How a drain has ended.
 *
 * @param complete whether every message that had arrived was handled and everything published has
 *     reached the server
 * @param unfinished the subjects of subscriptions whose handlers had not finished in time and were
 *     interrupted
 * @param unhandled messages that had arrived and were given up
 * @param unsent messages that had been taken to be published and were given up
 */
public record DrainResult(boolean complete, List<String> unfinished, long unhandled, long unsent) {
  /**
   * Copies the list.
   *
   * @param complete whether nothing was given up
   * @param unfinished subjects of unfinished subscriptions
   * @param unhandled messages not handled
   * @param unsent messages not sent
   */
  public DrainResult {
    unfinished = List.copyOf(unfinished);
  }
}
