package ai.lixpi.nats.internal.wire;

import io.nats.client.MessageHandler;

/** A handler that never blocks, so that the thread that reads the socket can call it. */
public interface DirectHandler extends MessageHandler {}
