/** What JSON costs: encoding and decoding one record, without a network. */
@NullMarked
package ai.lixpi.nats.benchmarks.json;

import org.jspecify.annotations.NullMarked;
