package ai.lixpi.nats.benchmarks;

import ai.lixpi.nats.benchmarks.client.Client;
import ai.lixpi.nats.benchmarks.json.JsonComparison;
import ai.lixpi.nats.benchmarks.json.JsonVariant;
import ai.lixpi.nats.benchmarks.work.BlockingHandler;
import ai.lixpi.nats.benchmarks.work.Deliver;
import ai.lixpi.nats.benchmarks.work.Flapping;
import ai.lixpi.nats.benchmarks.work.GetObject;
import ai.lixpi.nats.benchmarks.work.ListObjects;
import ai.lixpi.nats.benchmarks.work.MixedObjects;
import ai.lixpi.nats.benchmarks.work.Publish;
import ai.lixpi.nats.benchmarks.work.PutObject;
import ai.lixpi.nats.benchmarks.work.Reconnect;
import ai.lixpi.nats.benchmarks.work.RequestLatency;
import ai.lixpi.nats.benchmarks.work.RequestRate;
import ai.lixpi.nats.benchmarks.work.SlowNeighbour;
import ai.lixpi.nats.benchmarks.work.SmallHeap;
import ai.lixpi.nats.benchmarks.work.SmallObjects;
import ai.lixpi.nats.benchmarks.work.Workload;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import io.nats.client.api.StorageType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** The suites by name, each with its goals. */
enum Suite {
  PUBLISH {
    @Override
    void run(Run run) throws Exception {
      onServer(
          server ->
              run.compare(
                  Comparison.of("publish 128 B")
                      .rounds(run.roundsOr(9))
                      .goal(Goal.ratioAtLeast("P14", Metric.RATE, 0.95)),
                  client -> new Publish(client, server.url(), 128)));
    }
  },
  DELIVER {
    @Override
    void run(Run run) throws Exception {
      onServer(
          server ->
              run.compare(
                  Comparison.of("publish to one subscriber, 128 B")
                      .rounds(run.roundsOr(9))
                      .goal(Goal.ratioAtLeast("P14", Metric.RATE, 0.95)),
                  client -> Deliver.bytes(client, server.url(), new byte[128])));
    }
  },
  JSON {
    @Override
    void run(Run run) throws Exception {
      byte[] json = JsonMapper.shared().writeValueAsBytes(Order.sample());
      for (Client client : run.candidate().stream().toList()) {
        compareJson(run, client, json);
      }
      compareJson(run, run.baseline(), json);
    }
  },
  REQUESTS {
    @Override
    void run(Run run) throws Exception {
      for (var goal : List.of(new InFlight(64, 1.5), new InFlight(512, 1.5))) {
        onServer(
            server ->
                run.compare(
                    Comparison.of("requests, " + goal.count + " in flight, asynchronous")
                        .rounds(run.roundsOr(9))
                        .goal(Goal.ratioAtLeast("P14", Metric.RATE, goal.ratio)),
                    client -> new RequestRate(client, server.url(), goal.count)));
      }
    }
  },
  LATENCY {
    @Override
    void run(Run run) throws Exception {
      onServer(
          server ->
              run.compare(
                  Comparison.of("request, one in flight").rounds(run.roundsOr(9)),
                  client -> new RequestLatency(client, server.url())));
    }
  },
  BLOCKING {
    @Override
    void run(Run run) throws Exception {
      onServer(
          server ->
              run.compare(
                  Comparison.of("handler blocks 10 ms, 1,000 msg/s, 64 at a time: due to started")
                      .warmups(1)
                      .rounds(run.roundsOr(5))
                      .goal(Goal.valueAtMost("P12", Metric.P99, 2_000)),
                  client -> BlockingHandler.concurrent(client, server.url(), 64)));
      onServer(
          server ->
              run.compare(
                  Comparison.of("the same, in order for each of 251 keys (raw: strands by hash)")
                      .warmups(1)
                      .rounds(run.roundsOr(5)),
                  client -> BlockingHandler.ordered(client, server.url(), 64)));
    }
  },
  RECONNECT {
    @Override
    void run(Run run) throws Exception {
      reconnect(run, Duration.ofMillis(700), 7, 50);
    }
  },
  RECONNECT_LONG {
    @Override
    void run(Run run) throws Exception {
      reconnect(run, Duration.ofSeconds(60), 3, 200);
    }

    @Override
    boolean isShort() {
      return false;
    }
  },
  FLAPPING {
    @Override
    void run(Run run) throws Exception {
      onServer(
          server ->
              run.compare(
                  Comparison.of("a link that is cut every 200 ms, for 10 s")
                      .warmups(1)
                      .rounds(run.roundsOr(3))
                      .goal(Goal.valueAtMost("CN12", Metric.CPU, 20)),
                  client -> new Flapping(client, server, Duration.ofSeconds(10))));
    }

    @Override
    boolean isShort() {
      return false;
    }
  },
  SLOW_NEIGHBOUR {
    @Override
    void run(Run run) throws Exception {
      for (Client client : run.candidate().stream().toList()) {
        onServer(
            server ->
                run.compare(
                    Comparison.of("requests beside a subscription that overflows")
                        .warmups(1)
                        .rounds(run.roundsOr(7))
                        .goal(Goal.ratioAtMost("PS3", Metric.P50, 2))
                        .goal(Goal.ratioAtMost("PS3", Metric.P99, 2)),
                    client,
                    each -> SlowNeighbour.absent(each, server.url()),
                    each -> SlowNeighbour.present(each, server.url()),
                    "alone",
                    "beside it"));
      }
    }
  },
  OBJECT_PUT {
    @Override
    void run(Run run) throws Exception {
      for (var storage : List.of(StorageType.Memory, StorageType.File)) {
        double goal = storage == StorageType.Memory ? 2.2 : 1.9;
        for (int megabytes : List.of(1, 16, 256)) {
          Comparison comparison =
              Comparison.of("object put, " + megabytes + " MB, " + storage + " storage")
                  .rounds(run.roundsOr(megabytes > 16 ? 7 : 15));
          if (megabytes > 16) {
            comparison.goal(Goal.ratioAtLeast("P7", Metric.BANDWIDTH, goal));
          }
          onJetStream(
              server ->
                  run.compare(
                      comparison,
                      client ->
                          new PutObject(client, server.url(), storage, megabytes * MEGABYTE)));
        }
      }
    }
  },
  OBJECT_PUT_FAR {
    @Override
    void run(Run run) throws Exception {
      onJetStream(
          server -> {
            try (FaultProxy proxy = FaultProxy.to(server)) {
              proxy.delay(Duration.ofMillis(10));
              run.compare(
                  Comparison.of("object put, 16 MB, over a link with 10 ms of delay")
                      .warmups(1)
                      .rounds(run.roundsOr(3))
                      .goal(Goal.ratioAtLeast("P7", Metric.BANDWIDTH, 10)),
                  client -> new PutObject(client, proxy.url(), StorageType.Memory, 16 * MEGABYTE));
            }
          });
    }
  },
  OBJECT_GET {
    @Override
    void run(Run run) throws Exception {
      for (var storage : List.of(StorageType.Memory, StorageType.File)) {
        onJetStream(
            server ->
                run.compare(
                    Comparison.of("object get, 256 MB, verified, " + storage + " storage")
                        .rounds(run.roundsOr(7))
                        .goal(Goal.ratioAtLeast("P8", Metric.BANDWIDTH, 1.0)),
                    client -> new GetObject(client, server.url(), storage, 256 * MEGABYTE)));
      }
    }
  },
  OBJECT_SMALL {
    @Override
    void run(Run run) throws Exception {
      for (int kilobytes : List.of(1, 10)) {
        onJetStream(
            server ->
                run.compare(
                    Comparison.of("objects of " + kilobytes + " KB, one after another")
                        .rounds(run.roundsOr(9))
                        .goal(Goal.ratioAtMost("P9", Metric.PUT_NEW, 0.45))
                        .goal(Goal.ratioAtMost("P9", Metric.PUT_OVER, 0.4))
                        .goal(Goal.ratioAtMost("P9", Metric.GET, 0.65))
                        .goal(Goal.ratioAtMost("P9", Metric.GET_FIRST, 0.65)),
                    client -> new SmallObjects(client, server.url(), kilobytes * 1_000)));
      }
    }
  },
  OBJECT_LIST {
    @Override
    void run(Run run) throws Exception {
      onJetStream(
          server ->
              run.compare(
                  Comparison.of("list of 10,000 objects, complete")
                      .rounds(run.roundsOr(9))
                      .goal(Goal.ratioAtLeast("P10", Metric.LIST, 1.0)),
                  client -> new ListObjects(client, server.url(), 10_000)));
    }
  },
  OBJECT_MIXED {
    @Override
    void run(Run run) throws Exception {
      mixed(
          run,
          Comparison.of("request, one in flight, beside 64 puts and gets of 1 MB")
              .goal(Goal.ratioAtMost("L5", Metric.P99, 10)),
          false);
      mixed(run, Comparison.of("the same, puts and gets over a connection of their own"), true);
    }

    private void mixed(Run run, Comparison comparison, boolean apart) throws Exception {
      onJetStream(
          server -> {
            try (Workload idle = new MixedObjects(server.url(), 0, apart);
                Workload loaded = new MixedObjects(server.url(), 64, apart)) {
              comparison
                  .warmups(1)
                  .rounds(run.roundsOr(5))
                  .baseline("the library, idle", idle)
                  .candidate("the library, 64 transfers", loaded)
                  .run(run.out());
            }
          });
    }
  },
  OBJECT_HEAP {
    @Override
    void run(Run run) throws Exception {
      List<Client> clients = new ArrayList<>(run.candidate().stream().toList());
      clients.add(run.baseline());
      for (Client client : clients) {
        run.out().printf("%nput and get of 1 GiB with a heap of 64 MiB (goal P11: completes)%n");
        onJetStream(
            server ->
                run.out()
                    .printf(
                        "  %-28s %s%n",
                        client.name(),
                        SmallHeap.run(client, server.url(), 64)
                            ? "completed"
                            : "did not complete"));
      }
    }

    @Override
    boolean isShort() {
      return false;
    }
  },
  CODEC {
    @Override
    void run(Run run) throws Exception {
      JsonComparison.run(run.roundsOr(3), JsonVariant.chosen(), run.out());
    }

    @Override
    boolean isShort() {
      return false;
    }
  };

  private static final long MEGABYTE = 1_000_000;

  private record InFlight(int count, double ratio) {}

  /** Work on a server of its own. */
  @FunctionalInterface
  private interface OnServer {
    void run(NatsServer server) throws Exception;
  }

  abstract void run(Run run) throws Exception;

  /** Whether it runs when nothing is named. */
  boolean isShort() {
    return true;
  }

  /** The name on the command line. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void onServer(OnServer work) throws Exception {
    try (NatsServer server = NatsServer.start()) {
      work.run(server);
    }
  }

  private static void onJetStream(OnServer work) throws Exception {
    try (NatsServer server = NatsServer.builder().jetStream().start()) {
      work.run(server);
    }
  }

  private static void compareJson(Run run, Client client, byte[] json) throws Exception {
    onServer(
        server ->
            run.compare(
                Comparison.of("JSON record of " + json.length + " B against the same bytes")
                    .rounds(run.roundsOr(9))
                    .goal(Goal.ratioAtLeast("P6", Metric.RATE, 0.6)),
                client,
                each -> Deliver.bytes(each, server.url(), json),
                each -> Deliver.orders(each, server.url()),
                "bytes",
                "record"));
  }

  private static void reconnect(Run run, Duration outage, int rounds, double limit)
      throws Exception {
    run.compare(
        Comparison.of("reconnect after " + outage.toMillis() + " ms without a server")
            .warmups(0)
            .rounds(run.roundsOr(rounds))
            .goal(Goal.valueAtMost("P13", Metric.FIRST_MESSAGE, limit))
            .goal(Goal.ratioAtMost("P13", Metric.FIRST_MESSAGE, 0.25)),
        client -> new Reconnect(client, outage));
  }
}
