package ai.lixpi.nats;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.NatsServerBinary;

/** The servers on which what is promised of a server has to hold. */
enum ServerKind {
  NEWEST,
  V2_10;

  NatsServerBinary binary() {
    return this == NEWEST ? NatsServerBinary.newest() : NatsServerBinary.of210();
  }

  /** Has a server of the newest kind run as this one until the end of the test. */
  void take(NatsServer server) {
    if (this != NEWEST) {
      server.restart(settings -> settings.binary(binary()));
    }
  }
}
