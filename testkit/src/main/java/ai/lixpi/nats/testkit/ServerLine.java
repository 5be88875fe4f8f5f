package ai.lixpi.nats.testkit;

/** The two lines of nats-server that tests run on, and where each is found. */
enum ServerLine {
  NEWEST("newest", "nats.server.binary", "NATS_SERVER_BINARY", "sid", "devel", "v2.15.1"),
  V2_10(
      "2.10", "nats.server.binary.2_10", "NATS_SERVER_BINARY_2_10", "trixie", "noble", "v2.10.27");

  final String title;
  final String property;
  final String variable;
  final String debianSuite;
  final String ubuntuSuite;
  final String goVersion;

  ServerLine(
      String title,
      String property,
      String variable,
      String debianSuite,
      String ubuntuSuite,
      String goVersion) {
    this.title = title;
    this.property = property;
    this.variable = variable;
    this.debianSuite = debianSuite;
    this.ubuntuSuite = ubuntuSuite;
    this.goVersion = goVersion;
  }

  boolean accepts(ServerVersion version) {
    return switch (this) {
      case NEWEST -> version.isAtLeast(ServerVersion.OLDEST_SUPPORTED);
      case V2_10 -> version.major() == 2 && version.minor() == 10;
    };
  }

  String wanted() {
    return this == NEWEST ? ServerVersion.OLDEST_SUPPORTED + " or later" : "2.10.x";
  }
}
