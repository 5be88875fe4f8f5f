package ai.lixpi.nats.cli;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.CredentialsRejectedException;
import ai.lixpi.nats.InvalidSubjectException;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.NoRespondersException;
import ai.lixpi.nats.NotConnectedException;
import ai.lixpi.nats.RequestTimeoutException;
import ai.lixpi.nats.cli.output.Terminal;
import ai.lixpi.nats.cli.output.Text;
import ai.lixpi.nats.objectstore.BucketNotFoundException;
import ai.lixpi.nats.objectstore.InvalidNameException;
import ai.lixpi.nats.objectstore.ObjectNotFoundException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Makes a sentence on stderr and an exit code of a failure. */
final class ErrorReport {
  private final Terminal terminal;
  private final Interrupts interrupts;
  private final boolean verbose;

  ErrorReport(Terminal terminal, Interrupts interrupts, boolean verbose) {
    this.terminal = terminal;
    this.interrupts = interrupts;
    this.verbose = verbose;
  }

  int wrongArguments(CommandLine.ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    boolean unknown = failure instanceof CommandLine.UnmatchedArgumentException;
    if (!unknown && !command.getSubcommands().isEmpty()) {
      command.usage(command.getErr()); // a group, or nothing at all
      return ExitCode.USAGE;
    }
    terminal.fail(Text.oneLine(sentence(failure.getMessage())));
    CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr());
    terminal.note(
        "Try '" + command.getCommandSpec().qualifiedName() + " --help'; it has examples, too.");
    return ExitCode.USAGE;
  }

  private static String sentence(@Nullable String message) {
    String text = message == null ? "The arguments are not understood" : message;
    return text.endsWith(".") ? text : text + ".";
  }

  int failed(Throwable failure) {
    terminal.out().flush();
    boolean cancelled = interrupts.requested() && isSurprising(failure);
    String sentence = cancelled ? "Cancelled." : told(failure);
    terminal.fail(Text.oneLine(sentence));
    if (verbose) {
      failure.printStackTrace(terminal.err());
    } else if (isSurprising(failure) && !cancelled) {
      terminal.note("--verbose shows where that happened.");
    }
    return interrupts.requested() ? ExitCode.FAILED : code(failure);
  }

  private static String told(Throwable failure) {
    if (failure instanceof NatsServiceException || failure instanceof CliException) {
      return String.valueOf(failure.getMessage());
    }
    if (failure instanceof InterruptedException) {
      return "Interrupted.";
    }
    if (failure instanceof IOException) {
      return "Reading or writing failed ("
          + failure.getClass().getSimpleName()
          + ": "
          + failure.getMessage()
          + "): check the path and its permissions.";
    }
    return "Something unforeseen happened ("
        + failure
        + "): run it again with --verbose, and report what that shows.";
  }

  private static boolean isSurprising(Throwable failure) {
    return !(failure instanceof NatsServiceException || failure instanceof CliException);
  }

  private static int code(Throwable failure) {
    if (failure instanceof CliException own) {
      return own.exitCode();
    }
    if (failure instanceof ConfigurationException
        || failure instanceof InvalidSubjectException
        || failure instanceof InvalidNameException) {
      return ExitCode.USAGE;
    }
    if (failure instanceof NotConnectedException
        || failure instanceof CredentialsRejectedException) {
      return ExitCode.NOT_CONNECTED;
    }
    if (failure instanceof NoRespondersException
        || failure instanceof BucketNotFoundException
        || failure instanceof ObjectNotFoundException) {
      return ExitCode.NOT_FOUND;
    }
    return failure instanceof RequestTimeoutException ? ExitCode.TIMEOUT : ExitCode.FAILED;
  }
}
