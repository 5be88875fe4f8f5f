package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsCluster;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.Trigger;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreConfiguration;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of records in a bucket with three replicas whose servers or links fail. */
@Tag("long")
@SuppressWarnings("NullAway")
class RecordOnClusterTest {
  static final String NAME = "b";
  static final ByteBuffer OLD = ByteBuffer.wrap(RealBucket.bytes(3 * StoreTest.CHUNK, 1));
  static final ByteBuffer NEW = ByteBuffer.wrap(RealBucket.bytes(9 * StoreTest.CHUNK, 2));
  private static NatsCluster cluster;
  private static Map<NatsServer, FaultProxy> proxies;

  private final List<NatsService> services = new ArrayList<>();
  private RealBucket real;

  /** A change of the object "a", and the step of it that meets the fault. */
  enum Change {
    PUT("Nats-Rollup"),
    DELETE("\"deleted\":true"),
    RENAME_AT_ITS_MARK(RenameTest.Step.MARK.bytes),
    RENAME_AT_ITS_NEW_RECORD(RenameTest.Step.WRITE.bytes),
    RENAME_AT_ITS_END(RenameTest.Step.REMOVE.bytes);

    private final String step;

    Change(String step) {
      this.step = step;
    }

    Map<String, ByteBuffer> after() {
      return switch (this) {
        case PUT -> Map.of("a", NEW);
        case DELETE -> Map.of();
        default -> Map.of("b", OLD);
      };
    }

    Object make(ObjectBucket bucket) {
      return switch (this) {
        case PUT -> bucket.put("a", NEW.array());
        case DELETE -> bucket.delete("a");
        default -> bucket.rename("a", "b");
      };
    }
  }

  /** What happens when a record is sent by way of a proxy. */
  enum Fault {
    ACKNOWLEDGEMENT_LOST {
      @Override
      void happen(FaultProxy proxy, NatsServer leader) {
        proxy.before(Direction.SERVER_TO_CLIENT, "\"seq\":", proxy::cut);
      }
    },
    LEADER_KILLED_BEFORE {
      @Override
      void happen(FaultProxy proxy, NatsServer leader) {
        leader.kill();
      }
    },
    LEADER_KILLED_AND_ACKNOWLEDGEMENT_LOST {
      @Override
      void happen(FaultProxy proxy, NatsServer leader) {
        proxy.before(
            Direction.SERVER_TO_CLIENT,
            "\"seq\":",
            () -> {
              leader.kill();
              proxy.cut();
            });
      }
    };

    abstract void happen(FaultProxy proxy, NatsServer leader);
  }

  /** Which server the client is connected to, or is left when the others are gone. */
  enum Server {
    LEADER,
    FOLLOWER;

    NatsServer find() {
      NatsServer leader = cluster.streamLeader("OBJ_" + NAME);
      return this == LEADER ? leader : cluster.serversExcept(leader).get(0);
    }
  }

  static Stream<Arguments> faults() {
    return Arrays.stream(Change.values())
        .flatMap(
            change ->
                Arrays.stream(Fault.values())
                    .flatMap(
                        fault ->
                            Arrays.stream(Server.values())
                                .map(server -> Arguments.of(change, fault, server))));
  }

  @BeforeAll
  static void start() {
    cluster = NatsCluster.builder(3).jetStream().noAdvertise().start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void create() {
    cluster.awaitReady();
    proxies = new LinkedHashMap<>();
    cluster.servers().forEach(server -> proxies.put(server, FaultProxy.to(server)));
    real = new RealBucket(cluster.urls(), NAME);
    real.nats.deleteObjectStore(NAME);
    real.nats.createObjectStore(ObjectStoreConfiguration.builder(NAME).replicas(3).build());
    real.nats.putObject(NAME, "a", OLD.array());
  }

  @AfterEach
  void close() {
    services.forEach(NatsService::disconnect);
    real.close();
    proxies.values().forEach(FaultProxy::close);
    restart();
  }

  private static void restart() {
    cluster.servers().stream().filter(server -> !server.isRunning()).forEach(NatsServer::restart);
    cluster.awaitReady();
  }

  /** A handle whose connection goes to one server at first, and to the others when it is cut. */
  private ObjectBucket connectTo(NatsServer server) {
    List<FaultProxy> others =
        cluster.serversExcept(server).stream().map(other -> proxies.get(other)).toList();
    others.forEach(FaultProxy::refuse);
    NatsService service =
        NatsService.connect(
            NatsServiceConfig.builder()
                .servers(proxies.values().stream().map(FaultProxy::url).toList())
                .pingInterval(Duration.ofSeconds(2))
                .errorListener(failure -> {})
                .build());
    services.add(service);
    service.awaitConnected(RealBucket.PATIENCE);
    others.forEach(FaultProxy::accept);
    return service.getObjectStore(NAME);
  }

  private Map<String, ByteBuffer> objects() throws Exception {
    Map<String, ByteBuffer> objects = new HashMap<>();
    for (ObjectInfo info : real.jnats().getList()) {
      objects.put(info.getObjectName(), ByteBuffer.wrap(real.read(info.getObjectName())));
    }
    return objects;
  }

  /** Waits until these are the objects, with their chunks and no others. */
  private void require(Map<String, ByteBuffer> expected) {
    awaitThat(() -> assertThat(objects()).isEqualTo(expected));
    awaitThat(real::awaitNoOrphans);
    awaitThat(() -> assertThat(objects()).isEqualTo(expected));
  }

  private static void awaitThat(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(assertion);
  }

  // O5, CL1, CL2
  @ParameterizedTest
  @MethodSource("faults")
  void aFaultWhenARecordIsSentDoesNotFailTheChange(Change change, Fault fault, Server via)
      throws Exception {
    NatsServer leader = Server.LEADER.find();
    NatsServer server = via.find();
    ObjectBucket bucket = connectTo(server);
    FaultProxy proxy = proxies.get(server);
    Trigger sent =
        proxy.before(Direction.CLIENT_TO_SERVER, change.step, () -> fault.happen(proxy, leader));

    StoreTest.result(StoreTest.start(() -> change.make(bucket)));

    assertThat(sent.hasFired()).isTrue();
    restart();
    require(change.after());
  }

  // CL4
  @ParameterizedTest
  @EnumSource
  void withoutAQuorumChangesFailInTimeAndSayWhetherTheirRecordWasSent(Server left)
      throws Exception {
    for (String name : List.of("conditional", "deleted", "renamed")) {
      real.nats.putObject(NAME, name, OLD.array());
    }
    long revision = real.nats.getObjectStore(NAME).info("conditional").orElseThrow().revision();
    NatsServer server = left.find();
    ObjectBucket bucket = connectTo(server);
    FaultProxy proxy = proxies.get(server);
    cluster.serversExcept(server).forEach(NatsServer::kill);
    Duration brief = Duration.ofSeconds(5);
    Duration usual = Duration.ofSeconds(20);
    PutOptions ifSeen = PutOptions.builder().timeout(brief).ifRevision(revision).build();
    ObjectSource source = ObjectSource.of(NEW.array());

    List<ChangeWithoutQuorum> attempts =
        List.of(
            new ChangeWithoutQuorum(
                proxy,
                "a",
                Map.of("a", NEW),
                brief,
                () -> bucket.put("a", source, StoreTest.within(brief))),
            new ChangeWithoutQuorum(
                proxy,
                "conditional",
                Map.of("conditional", NEW),
                brief,
                () -> bucket.put("conditional", source, ifSeen)),
            new ChangeWithoutQuorum(
                proxy, "deleted", Map.of(), usual, () -> bucket.delete("deleted")),
            new ChangeWithoutQuorum(
                proxy,
                "renamed",
                Map.of("new", OLD),
                usual,
                () -> bucket.rename("renamed", "new")));
    for (ChangeWithoutQuorum attempt : attempts) {
      attempt.requireThatItFailed();
    }

    restart();
    awaitThat(
        () -> {
          real.awaitNoOrphans();
          Map<String, ByteBuffer> objects = objects();
          for (ChangeWithoutQuorum attempt : attempts) {
            attempt.requireSound(objects);
          }
        });
  }

  // O9
  @Test
  void ofSixteenPutsThroughAllServersExactlyOneWins() throws Exception {
    List<ObjectBucket> handles = cluster.servers().stream().map(this::connectTo).toList();
    long revision = handles.get(0).info("a").orElseThrow().revision();

    byte[] replaced =
        new PutRace("a", PutOptions.builder().ifRevision(revision).build(), handles).onlyWinner();
    byte[] created =
        new PutRace("new", PutOptions.builder().ifAbsent().build(), handles).onlyWinner();

    require(Map.of("a", ByteBuffer.wrap(replaced), "new", ByteBuffer.wrap(created)));
  }

  // O9
  @Test
  void ofSixteenPutsThroughAllServersWithoutAConditionTheLastIsReadable() throws Exception {
    List<ObjectBucket> handles = cluster.servers().stream().map(this::connectTo).toList();

    byte[] last = new PutRace("a", PutOptions.DEFAULT, handles).last();

    require(Map.of("a", ByteBuffer.wrap(last)));
  }
}
