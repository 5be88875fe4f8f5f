package ai.lixpi.nats.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The help as picocli writes it, from tables that are quick, and with lines of commands that need
 * not be made for that.
 */
final class QuickHelp extends Help {
  private static final String END = System.lineSeparator();

  private final Map<String, String> named;

  /** Names and summaries of commands that are shown, but can't be called. */
  QuickHelp(CommandSpec spec, ColorScheme colours, Map<String, String> named) {
    super(spec, colours);
    this.named = named;
  }

  private UsageMessageSpec usage() {
    return commandSpec().usageMessage();
  }

  private String lines(String... values) {
    HelpTable table = HelpTable.lines(colorScheme(), usage().width());
    for (String value : values) {
      table.addRowValues(formatted(value));
    }
    return table.toString();
  }

  private static String formatted(String value) {
    return value.indexOf('%') < 0 ? value : String.format(value);
  }

  @Override
  public String createHeading(String text, Object... parameters) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    String lines = lines(text);
    int spaces = text.length() - text.stripTrailing().length();
    return lines.substring(0, lines.length() - END.length()) + " ".repeat(spaces);
  }

  @Override
  public String header(Object... parameters) {
    return lines(usage().header());
  }

  @Override
  public String description(Object... parameters) {
    return lines(usage().description());
  }

  @Override
  public String footer(Object... parameters) {
    return lines(usage().footer());
  }

  @Override
  protected String insertSynopsisCommandName(int headingLength, Text details) {
    HelpTable table = HelpTable.lines(colorScheme(), usage().width());
    String name = commandSpec().qualifiedName();
    table.indentWrappedLines = headingLength + name.length() + 1;
    table.addRowValues(
        colorScheme()
            .text("X".repeat(headingLength))
            .concat(colorScheme().commandText(name))
            .concat(details));
    return table.toString().substring(headingLength);
  }

  @Override
  protected Text createDetailedSynopsisCommandText() {
    Text label = super.createDetailedSynopsisCommandText();
    return named.isEmpty() ? label : label.concat(" ").concat(usage().synopsisSubcommandLabel());
  }

  @Override
  public Layout createDefaultLayout(
      List<OptionSpec> options, List<PositionalParamSpec> positionals, ColorScheme colours) {
    int names = calcLongOptionColumnWidth(options, positionals, colours);
    return new Layout(
        colours,
        HelpTable.options(colours, names, usage().width()),
        createDefaultOptionRenderer(),
        createDefaultParameterRenderer());
  }

  @Override
  public String commandListHeading(Object... parameters) {
    return named.isEmpty()
        ? super.commandListHeading(parameters)
        : createHeading(usage().commandListHeading());
  }

  @Override
  public String commandList(Map<String, Help> subcommands) {
    Map<String, String> all = new LinkedHashMap<>(named);
    subcommands.forEach(
        (name, help) -> all.put(name, help.commandSpec().usageMessage().description()[0]));
    if (all.isEmpty()) {
      return "";
    }
    int longest = 0;
    for (String name : all.keySet()) {
      longest = Math.max(longest, name.length());
    }
    HelpTable table = HelpTable.names(colorScheme(), longest + 2, usage().width());
    for (Map.Entry<String, String> entry : all.entrySet()) {
      table.addRowValues(
          colorScheme().commandText(entry.getKey()),
          colorScheme().text(formatted(entry.getValue())));
    }
    return table.toString();
  }
}
