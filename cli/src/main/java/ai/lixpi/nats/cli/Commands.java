package ai.lixpi.nats.cli;

import ai.lixpi.nats.cli.output.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
  private static final Set<String> HELP = Set.of("-h", "--help", "-V", "--version");

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
    String first = words.isEmpty() ? "" : words.get(0);
    String second = words.size() < 2 ? "" : first + " " + words.get(1);
    if (first.equals(COMPLETION)) {
      addAll(root, "", true);
    } else if (Catalog.all().containsKey(first)) {
      root.addSubcommand(first, leaf(first, true));
    } else if (Catalog.GROUPS.containsKey(first)) {
      CommandSpec group = newGroup(first);
      if (Catalog.all().containsKey(second)) {
        group.addSubcommand(words.get(1), leaf(second, true));
      } else if (HELP.containsAll(words.subList(1, words.size())) && !second.isEmpty()) {
        name(group, summaries(first + " "));
      } else {
        addAll(group, first + " ", false);
      }
      root.addSubcommand(first, group);
    } else if (HELP.containsAll(words) && !words.isEmpty()) {
      name(root, summaries(""));
    } else {
      addAll(root, "", false);
    }
    return new CommandLine(root);
  }

  /** The commands one level below a path, and if they are meant what is below them. */
  private void addAll(CommandSpec parent, String path, boolean meant) {
    for (String name : summaries(path).keySet()) {
      if (Catalog.all().containsKey(path + name)) {
        parent.addSubcommand(name, leaf(path + name, meant));
        continue;
      }
      CommandSpec group = newGroup(name);
      if (meant) {
        addAll(group, name + " ", true);
      }
      parent.addSubcommand(name, group);
    }
  }

  private static Map<String, String> summaries(String path) {
    Map<String, String> summaries = new LinkedHashMap<>();
    for (Map.Entry<String, Catalog.Entry> command : Catalog.all().entrySet()) {
      if (command.getKey().startsWith(path)) {
        String rest = command.getKey().substring(path.length());
        int end = rest.indexOf(' ');
        String name = end < 0 ? rest : rest.substring(0, end);
        summaries.put(
            name, end < 0 ? command.getValue().summary() : Catalog.GROUPS.getOrDefault(name, ""));
      }
    }
    return summaries;
  }

  private static CommandSpec newGroup(String name) {
    return group(name, Catalog.GROUPS.getOrDefault(name, ""));
  }

  private static void name(CommandSpec spec, Map<String, String> commands) {
    spec.usageMessage()
        .helpFactory((command, colours) -> new QuickHelp(command, colours, commands));
  }

  private CommandSpec leaf(String path, boolean meant) {
    Catalog.Entry entry = Objects.requireNonNull(Catalog.all().get(path));
    CommandSpec spec =
        meant
            ? CommandSpec.forAnnotatedObject(Catalog.make(path).bind(terminal, interrupts))
            : CommandSpec.create();
    spec.usageMessage().description(entry.summary());
    if (entry.examples().length > 0) {
      spec.usageMessage().footerHeading("%nExamples:%n").footer(entry.examples());
    }
    name(spec, Map.of());
    spec.usageMessage().sortOptions(false);
    spec.usageMessage().sortSynopsis(false);
    spec.usageMessage().abbreviateSynopsis(true);
    return spec;
  }

  private static CommandSpec group(String name, String summary) {
    CommandSpec spec = CommandSpec.create();
    spec.name(name);
    name(spec, Map.of());
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
