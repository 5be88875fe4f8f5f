package ai.lixpi.nats;

/**
 * What a subscription has done so far. All counts only grow, but for {@code pending}. What was
 * received is {@code handled + failed + undecodable + dropped + givenUp + pending}, and what is
 * being handled now.
 *
 * @param received messages that came from the server, dropped ones included
 * @param handled messages whose handler ended without failure
 * @param failed messages whose middleware or handler failed
 * @param undecodable messages whose payload could not be decoded
 * @param dropped messages that found the pending limit reached
 * @param givenUp messages that had arrived when the subscription ended, or came after it, and for
 *     which no handler was called
 * @param withoutReplyTo messages of a reply handler to which no answer could be sent, because they
 *     named no reply subject
 * @param pending messages that wait for a handler now
 */
public record SubscriptionStatistics(
    long received,
    long handled,
    long failed,
    long undecodable,
    long dropped,
    long givenUp,
    long withoutReplyTo,
    long pending) {}
