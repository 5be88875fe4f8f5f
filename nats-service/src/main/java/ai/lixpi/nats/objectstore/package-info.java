/** The JetStream Object Store: files of any size, verified, that no fault can destroy. */
@NullMarked
package ai.lixpi.nats.objectstore;

import org.jspecify.annotations.NullMarked;
