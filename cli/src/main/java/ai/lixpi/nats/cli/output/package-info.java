/** What people and scripts read: the terminal, tables, JSON, sizes, progress. */
@NullMarked
package ai.lixpi.nats.cli.output;

import org.jspecify.annotations.NullMarked;
