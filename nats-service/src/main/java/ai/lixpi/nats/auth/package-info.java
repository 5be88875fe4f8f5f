/** How the service signs in, and what it may do. */
@NullMarked
package ai.lixpi.nats.auth;

import org.jspecify.annotations.NullMarked;
