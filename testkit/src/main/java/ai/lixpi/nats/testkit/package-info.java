/**
 * A real nats-server for tests, and what is needed to make it misbehave.
 *
 * <p>{@link ai.lixpi.nats.testkit.NatsServer} runs one server as a process of its own, {@link
 * ai.lixpi.nats.testkit.NatsCluster} several; {@link ai.lixpi.nats.testkit.FaultProxy} breaks the
 * link to them, {@link ai.lixpi.nats.testkit.ScriptedServer} plays a broken peer, {@link
 * ai.lixpi.nats.testkit.TestCertificates} makes certificates and {@link
 * ai.lixpi.nats.testkit.LeakCheck} finds what a client left behind. Everything listens on 127.0.0.1
 * only.
 */
@NullMarked
package ai.lixpi.nats.testkit;

import org.jspecify.annotations.NullMarked;
