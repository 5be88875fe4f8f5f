/** A real nats-server for tests, and what is needed to make it misbehave. */
@NullMarked
package ai.lixpi.nats.testkit;

import org.jspecify.annotations.NullMarked;
