/**
 * The seam: what a workload asks of a client, and who answers. A new client is one implementation
 * of {@link Client} and one line in {@code Benchmarks}.
 */
@NullMarked
package ai.lixpi.nats.benchmarks.client;

import org.jspecify.annotations.NullMarked;
