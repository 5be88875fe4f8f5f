/** Publish, subscribe, request, reply. */
@NullMarked
package ai.lixpi.nats.cli.messaging;

import org.jspecify.annotations.NullMarked;
