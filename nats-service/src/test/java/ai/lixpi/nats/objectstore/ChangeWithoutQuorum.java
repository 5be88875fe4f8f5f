package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.Trigger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A change that is made while there is no quorum. */
final class ChangeWithoutQuorum {
  private final String name;
  private final Map<String, ByteBuffer> after;
  private final Duration limit;
  private final Trigger sent;
  private final CompletableFuture<NatsServiceException> failure;

  ChangeWithoutQuorum(
      FaultProxy proxy,
      String name,
      Map<String, ByteBuffer> after,
      Duration limit,
      Callable<?> change) {
    this.name = name;
    this.after = after;
    this.limit = limit;
    String record = "HPUB " + Names.meta(RecordOnClusterTest.NAME, name) + " ";
    sent = proxy.before(Direction.CLIENT_TO_SERVER, record, () -> {});
    failure = StoreTest.start(() -> failure(change));
  }

  private NatsServiceException failure(Callable<?> change) {
    long start = System.nanoTime();
    NatsServiceException thrown = catchThrowableOfType(NatsServiceException.class, change::call);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(limit, limit.plusSeconds(10));
    return thrown;
  }

  void requireThatItFailed() throws Exception {
    NatsServiceException thrown = StoreTest.result(failure);
    boolean uncertain = thrown instanceof ObjectWriteUncertainException;
    assertThat(uncertain || thrown instanceof JetStreamUnavailableException).as(name).isTrue();
    assertThat(thrown.outcome()).as(name).isEqualTo(uncertain ? Outcome.UNKNOWN : Outcome.NOT_SENT);
    assertThat(sent.hasFired() || !uncertain).as("the record of %s was sent", name).isTrue();
  }

  /** Either nothing or, if that was called possible, all of it has happened. */
  void requireSound(Map<String, ByteBuffer> objects) throws Exception {
    Map<String, ByteBuffer> before = Map.of(name, RecordOnClusterTest.OLD);
    Map<String, ByteBuffer> there = new HashMap<>(objects);
    there.keySet().removeIf(each -> !before.containsKey(each) && !after.containsKey(each));
    boolean open = StoreTest.result(failure).outcome() == Outcome.UNKNOWN;
    assertThat(there).as(name).isIn(before, open ? after : before);
  }
}
