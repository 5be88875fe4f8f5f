package ai.lixpi.nats;

/**
 * What a service has done so far. All counts only grow, but for the two of what waits now.
 *
 * @param published messages taken to be sent, requests and replies included
 * @param requests requests made
 * @param lateReplies replies that came after their request had ended, or twice; they were ignored
 * @param dropped messages that found the pending limit of their subscription reached
 * @param undecodable messages whose payload could not be decoded
 * @param handlerFailures messages whose middleware or handler failed
 * @param lost messages that had been taken to be sent and were given up
 * @param unreported failures and status changes that found the listener's queue full
 * @param requestsInFlight requests that wait for their reply now
 * @param bufferedBytes bytes that wait for a connection now
 */
public record ServiceStatistics(
    long published,
    long requests,
    long lateReplies,
    long dropped,
    long undecodable,
    long handlerFailures,
    long lost,
    long unreported,
    long requestsInFlight,
    long bufferedBytes) {}
