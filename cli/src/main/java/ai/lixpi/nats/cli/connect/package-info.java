/** How to reach the server: flags, variables, a file, and the contexts of the nats tool. */
@NullMarked
package ai.lixpi.nats.cli.connect;

import org.jspecify.annotations.NullMarked;
