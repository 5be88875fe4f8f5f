/**
 * The responder of a nats-server's auth callout (nats-server 2.10 or later, ADR-26): it verifies
 * the tokens of those who sign in, and answers with the permissions that they get.
 */
@NullMarked
package ai.lixpi.nats.authcallout;

import org.jspecify.annotations.NullMarked;
