package ai.lixpi.nats.cli.doctor;

import ai.lixpi.nats.cli.output.Style;
import ai.lixpi.nats.cli.output.Terminal;
import ai.lixpi.nats.cli.output.Text;
import java.util.ArrayList;
import java.util.List;

/** What was found so far; people see each finding as it comes. */
final class Findings {
  private static final int WIDTH = 16;

  private final Terminal terminal;
  private final boolean silent;
  private final List<Finding> all = new ArrayList<>();

  Findings(Terminal terminal, boolean silent) {
    this.terminal = terminal;
    this.silent = silent;
  }

  void add(Finding finding) {
    all.add(finding);
    if (silent) {
      return;
    }
    boolean colours = terminal.outHasColours();
    String name = finding.check() + " ".repeat(Math.max(0, WIDTH - finding.check().length()));
    terminal
        .out()
        .println(
            finding.state().mark(colours)
                + "  "
                + Style.BOLD.on(colours, name)
                + "  "
                + Text.oneLine(finding.detail()));
    if (!finding.remedy().isEmpty()) {
      terminal.out().println(" ".repeat(WIDTH + 8) + "-> " + Text.oneLine(finding.remedy()));
    }
    terminal.out().flush();
  }

  List<Finding> all() {
    return all;
  }

  boolean healthy() {
    return all.stream().noneMatch(finding -> finding.state() == Finding.State.FAILED);
  }
}
