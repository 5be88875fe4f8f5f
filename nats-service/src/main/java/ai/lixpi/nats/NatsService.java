package ai.lixpi.nats;

/** Placeholder that the library replaces. */
public interface NatsService {}
