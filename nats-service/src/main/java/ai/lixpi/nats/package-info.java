/** The Lixpi NATS service for the JVM. */
@NullMarked
package ai.lixpi.nats;

import org.jspecify.annotations.NullMarked;
