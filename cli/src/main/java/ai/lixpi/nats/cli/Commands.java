package ai.lixpi.nats.cli;

import ai.lixpi.nats.cli.output.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The tree of commands, as far as the words reach that are asked for, which keeps the start short.
 * Of those beside it the help needs no more than a line.
 */
public final class Commands {
  static final String PROGRAM = "lixpi-nats";
  private static final String COMPLETION = "completion"; // needs every command

  private final Terminal terminal;
  private final Interrupts interrupts;

  Commands(Terminal terminal, Interrupts interrupts) {
    this.terminal = terminal;
    this.interrupts = interrupts;
  }

  CommandLine line(List<String> words) {
    CommandSpec root = group(PROGRAM, Catalog.PURPOSE);
    root.version(PROGRAM + " " + version());
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Shows the version.")
            .build());
    root.usageMessage().footer(Catalog.FOOTER);
    Map<String, CommandSpec> groups = new LinkedHashMap<>();
    String first = words.isEmpty() ? "" : words.get(0);
    boolean whole = first.equals(COMPLETION);
    boolean known = Catalog.all().keySet().stream().anyMatch(path -> first(path).equals(first));
    Catalog.all()
        .forEach(
            (path, entry) -> {
              boolean near = whole || first(path).equals(first);
              if (near || !known) {
                CommandSpec parent = root;
                if (path.contains(" ")) {
                  parent = groups.computeIfAbsent(first(path), name -> newGroup(root, name));
                }
                if (near || parent == root) {
                  boolean meant = whole || isMeant(path, words);
                  parent.addSubcommand(
                      path.substring(path.indexOf(' ') + 1), leaf(path, entry, meant));
                }
              }
            });
    return new CommandLine(root);
  }

  private static String first(String path) {
    int end = path.indexOf(' ');
    return end < 0 ? path : path.substring(0, end);
  }

  private static CommandSpec newGroup(CommandSpec root, String name) {
    CommandSpec group = group(name, Catalog.GROUPS.getOrDefault(name, ""));
    root.addSubcommand(name, group);
    return group;
  }

  /** All words of the path stand first. */
  private static boolean isMeant(String path, List<String> words) {
    List<String> names = List.of(path.split(" "));
    return words.size() >= names.size() && words.subList(0, names.size()).equals(names);
  }

  private CommandSpec leaf(String path, Catalog.Entry entry, boolean meant) {
    CommandSpec spec =
        meant
            ? CommandSpec.forAnnotatedObject(Catalog.make(path).bind(terminal, interrupts))
            : CommandSpec.create();
    spec.usageMessage().description(entry.summary());
    if (entry.examples().length > 0) {
      spec.usageMessage().footerHeading("%nExamples:%n").footer(entry.examples());
    }
    spec.usageMessage().sortOptions(false);
    spec.usageMessage().sortSynopsis(false);
    spec.usageMessage().abbreviateSynopsis(true);
    return spec;
  }

  private static CommandSpec group(String name, String summary) {
    CommandSpec spec = CommandSpec.create();
    spec.name(name);
    spec.usageMessage().description(summary);
    spec.usageMessage().synopsisSubcommandLabel("COMMAND");
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Shows this help.").build());
    return spec;
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  /** All commands that there are, for tests: path and maker. */
  static Map<String, Supplier<CliCommand>> makers() {
    Map<String, Supplier<CliCommand>> makers = new LinkedHashMap<>();
    Catalog.all().keySet().forEach(path -> makers.put(path, () -> Catalog.make(path)));
    return makers;
  }
}
