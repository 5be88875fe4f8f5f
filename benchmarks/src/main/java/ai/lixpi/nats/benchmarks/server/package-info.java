/** The server under both sides; the test kit's takes this place. */
@NullMarked
package ai.lixpi.nats.benchmarks.server;

import org.jspecify.annotations.NullMarked;
