package ai.lixpi.nats.cli;

import ai.lixpi.nats.cli.bench.BenchCommand;
import ai.lixpi.nats.cli.doctor.DoctorCommand;
import ai.lixpi.nats.cli.keys.JwtInspectCommand;
import ai.lixpi.nats.cli.keys.JwtIssueCommand;
import ai.lixpi.nats.cli.keys.JwtVerifyCommand;
import ai.lixpi.nats.cli.keys.NkeyNewCommand;
import ai.lixpi.nats.cli.keys.NkeyPublicCommand;
import ai.lixpi.nats.cli.messaging.PubCommand;
import ai.lixpi.nats.cli.messaging.ReplyCommand;
import ai.lixpi.nats.cli.messaging.RequestCommand;
import ai.lixpi.nats.cli.messaging.SubCommand;
import ai.lixpi.nats.cli.objects.BucketCreateCommand;
import ai.lixpi.nats.cli.objects.BucketInfoCommand;
import ai.lixpi.nats.cli.objects.BucketLsCommand;
import ai.lixpi.nats.cli.objects.BucketRmCommand;
import ai.lixpi.nats.cli.objects.BucketSealCommand;
import ai.lixpi.nats.cli.objects.ObjectGetCommand;
import ai.lixpi.nats.cli.objects.ObjectInfoCommand;
import ai.lixpi.nats.cli.objects.ObjectLsCommand;
import ai.lixpi.nats.cli.objects.ObjectPutCommand;
import ai.lixpi.nats.cli.objects.ObjectRmCommand;
import ai.lixpi.nats.cli.objects.ObjectWatchCommand;
import ai.lixpi.nats.cli.tools.CalloutCommand;
import ai.lixpi.nats.cli.tools.CompletionCommand;
import ai.lixpi.nats.cli.tools.ServerCommand;
import java.util.LinkedHashMap;
import java.util.Map;

/** All commands with what the help says of them, in the order in which it does. */
final class Catalog {
  static final String PURPOSE = "Publish, ask, answer, and move files over NATS, from a terminal.";

  static final String[] FOOTER = {
    "",
    "Begin with:",
    "  lixpi-nats server            a server on this machine, in another terminal",
    "  lixpi-nats sub 'orders.>'    listens",
    "  lixpi-nats pub orders.new '{\"id\":1}'",
    "  lixpi-nats doctor            says what is wrong with a connection",
    "",
    "'lixpi-nats COMMAND --help' has the options and examples of each.",
    "",
    "Exit codes: 0 it worked, 1 it failed, 2 wrong arguments or configuration,",
    "3 no connection or refused, 4 no such bucket, object or responder, 5 nothing",
    "came in time, 130 Ctrl-C."
  };

  static final Map<String, String> GROUPS = groups();

  private static final Map<String, Entry> ENTRIES = entries();

  private Catalog() {}

  /** One command. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Entry(String summary, String... examples) {}

  static Map<String, Entry> all() {
    return ENTRIES;
  }

  /** A new one of a path. Here no class is loaded but the one that is asked for. */
  static CliCommand make(String path) {
    return switch (path) {
      case "pub" -> new PubCommand();
      case "sub" -> new SubCommand();
      case "request" -> new RequestCommand();
      case "reply" -> new ReplyCommand();
      case "bucket create" -> new BucketCreateCommand();
      case "bucket ls" -> new BucketLsCommand();
      case "bucket info" -> new BucketInfoCommand();
      case "bucket rm" -> new BucketRmCommand();
      case "bucket seal" -> new BucketSealCommand();
      case "object put" -> new ObjectPutCommand();
      case "object get" -> new ObjectGetCommand();
      case "object ls" -> new ObjectLsCommand();
      case "object info" -> new ObjectInfoCommand();
      case "object rm" -> new ObjectRmCommand();
      case "object watch" -> new ObjectWatchCommand();
      case "jwt issue" -> new JwtIssueCommand();
      case "jwt inspect" -> new JwtInspectCommand();
      case "jwt verify" -> new JwtVerifyCommand();
      case "nkey new" -> new NkeyNewCommand();
      case "nkey public" -> new NkeyPublicCommand();
      case "callout" -> new CalloutCommand();
      case "server" -> new ServerCommand();
      case "bench" -> new BenchCommand();
      case "doctor" -> new DoctorCommand();
      case "completion" -> new CompletionCommand();
      default -> throw new IllegalArgumentException(path);
    };
  }

  private static Map<String, String> groups() {
    Map<String, String> groups = new LinkedHashMap<>();
    groups.put("bucket", "Makes, lists, shows, seals and removes buckets.");
    groups.put("object", "Puts, gets, lists, shows, removes and watches objects.");
    groups.put("jwt", "Issues, inspects and verifies self-issued tokens.");
    groups.put("nkey", "Makes NKeys.");
    return groups;
  }

  private static Map<String, Entry> entries() {
    Map<String, Entry> all = new LinkedHashMap<>();
    addMessaging(all);
    addBuckets(all);
    addObjects(all);
    addKeys(all);
    addTools(all);
    return all;
  }

  private static void addMessaging(Map<String, Entry> all) {
    all.put(
        "pub",
        new Entry(
            "Publishes messages.",
            "  lixpi-nats pub orders.new '{\"id\":1}'",
            "  lixpi-nats pub orders.new --file order.json -H 'Trace-Id: 4711'",
            "  tail -f app.log | lixpi-nats pub logs.app --lines",
            "  lixpi-nats pub load.test ping --count 10000 --rate 500"));
    all.put(
        "sub",
        new Entry(
            "Shows messages as they come.",
            "  lixpi-nats sub 'orders.>' --pretty",
            "  lixpi-nats sub orders.new --queue storage",
            "  lixpi-nats sub 'orders.*' --json | jq .subject",
            "  lixpi-nats sub jobs.done --count 1 --timeout 30s --raw"));
    all.put(
        "request",
        new Entry(
            "Asks, and prints the answer.",
            "  lixpi-nats request orders.get 4711 --pretty",
            "  lixpi-nats request convert --file in.png --timeout 10s > out.png"));
    all.put(
        "reply",
        new Entry(
            "Answers questions.",
            "  lixpi-nats reply ping --text pong",
            "  lixpi-nats reply 'upper.*' --command 'tr a-z A-Z' --concurrency 4"));
  }

  private static void addBuckets(Map<String, Entry> all) {
    all.put(
        "bucket create",
        new Entry(
            "Makes a bucket. The same again changes nothing.",
            "  lixpi-nats bucket create invoices --description 'What we have sent'",
            "  lixpi-nats bucket create scratch --ttl 7d --max-size 10G"));
    all.put(
        "bucket ls",
        new Entry(
            "Lists all buckets.",
            "  lixpi-nats bucket ls",
            "  lixpi-nats bucket ls --json | jq -r '.[].bucket'"));
    all.put(
        "bucket info",
        new Entry(
            "Shows how a bucket is set up and what is in it.",
            "  lixpi-nats bucket info invoices"));
    all.put(
        "bucket rm",
        new Entry(
            "Removes a bucket with all that is in it.", "  lixpi-nats bucket rm scratch --yes"));
    all.put(
        "bucket seal",
        new Entry(
            "Seals a bucket: nothing in it can be changed again, for ever.",
            "  lixpi-nats bucket seal invoices-2025"));
  }

  private static void addObjects(Map<String, Entry> all) {
    all.put(
        "object put",
        new Entry(
            "Puts files, directories or stdin into a bucket.",
            "  lixpi-nats object put invoices 4711.pdf",
            "  lixpi-nats object put backups site/ --prefix '2026-11/' --create",
            "  pg_dump shop | lixpi-nats object put backups - --name shop.sql"));
    all.put(
        "object get",
        new Entry(
            "Gets objects as files, or to stdout. Files appear whole and verified, or not.",
            "  lixpi-nats object get invoices 4711.pdf",
            "  lixpi-nats object get backups shop.sql --output - | psql shop",
            "  lixpi-nats object get backups --prefix site/ --output restored",
            "  lixpi-nats object get media film.mp4 --resume"));
    all.put(
        "object ls",
        new Entry(
            "Lists the objects of a bucket.", "  lixpi-nats object ls invoices --prefix 2026/"));
    all.put(
        "object info",
        new Entry(
            "Shows what is known of an object.", "  lixpi-nats object info invoices 4711.pdf"));
    all.put(
        "object rm",
        new Entry("Removes objects.", "  lixpi-nats object rm invoices 4711.pdf 4712.pdf"));
    all.put(
        "object watch",
        new Entry(
            "Shows the changes in a bucket as they come.",
            "  lixpi-nats object watch invoices",
            "  lixpi-nats object watch invoices --json | jq .name"));
  }

  private static void addKeys(Map<String, Entry> all) {
    all.put(
        "jwt issue",
        new Entry(
            "Signs a token, as a service does it to sign in.",
            "  lixpi-nats jwt issue --user-id svc:orders --nkey-seed-file orders.seed -o token"));
    all.put(
        "jwt inspect",
        new Entry(
            "Shows what a token says, without verifying it.",
            "  lixpi-nats jwt inspect token",
            "  lixpi-nats jwt inspect orders.creds"));
    all.put(
        "jwt verify",
        new Entry(
            "Verifies a self-issued token, as the auth callout does.",
            "  lixpi-nats jwt verify --public-key UA... --user-id svc:orders token"));
    all.put(
        "nkey new",
        new Entry(
            "Makes an NKey. Its seed is a secret.",
            "  lixpi-nats nkey new --output orders.seed",
            "  lixpi-nats nkey new account --output issuer.seed"));
    all.put(
        "nkey public",
        new Entry("Prints the public key of a seed.", "  lixpi-nats nkey public orders.seed"));
  }

  private static void addTools(Map<String, Entry> all) {
    all.put(
        "callout",
        new Entry(
            "Runs the responder of a server's auth callout.",
            "  lixpi-nats callout --make-keys > keys.env",
            "  lixpi-nats callout auth-callout.json --check",
            "  lixpi-nats callout auth-callout.json"));
    all.put(
        "server",
        new Entry(
            "Starts a server for development, with JetStream and WebSocket.",
            "  lixpi-nats server",
            "  lixpi-nats server --port 0 --json",
            "  lixpi-nats server --callout dev-callout"));
    all.put(
        "bench",
        new Entry(
            "Measures publish, subscribe, request and object.",
            "  lixpi-nats bench",
            "  lixpi-nats bench publish request --size 1K --picture bench.svg"));
    all.put(
        "doctor",
        new Entry(
            "Looks at a connection step by step, and says what is wrong and what to do.",
            "  lixpi-nats doctor",
            "  lixpi-nats doctor orders.new 'orders.>' --bucket invoices --context production"));
    all.put(
        "completion",
        new Entry(
            "Prints a script that completes commands and options.",
            "  source <(lixpi-nats completion bash)",
            "  source <(lixpi-nats completion zsh)"));
  }
}
