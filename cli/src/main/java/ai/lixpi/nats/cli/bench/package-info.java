/** Measures what a connection can do. */
@NullMarked
package ai.lixpi.nats.cli.bench;

import org.jspecify.annotations.NullMarked;
