/** Buckets and objects. */
@NullMarked
package ai.lixpi.nats.cli.objects;

import org.jspecify.annotations.NullMarked;
