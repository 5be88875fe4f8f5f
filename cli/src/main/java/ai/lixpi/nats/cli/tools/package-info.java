/** Server, callout, completion. */
@NullMarked
package ai.lixpi.nats.cli.tools;

import org.jspecify.annotations.NullMarked;
