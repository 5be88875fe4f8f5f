package ai.lixpi.nats.cli.doctor;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.cli.output.Units;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Asks the server who we are, what we may do, and what time it is there. */
final class AccountCheck {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final Duration SMALL_SKEW = Duration.ofSeconds(5);

  private final Findings findings;
  private final NatsService nats;

  AccountCheck(Findings findings, NatsService nats) {
    this.findings = findings;
    this.nats = nats;
  }

  void run(List<String> subjects) {
    long begin = System.nanoTime();
    JsonNode answer;
    try {
      answer = JSON.readTree(nats.request("$SYS.REQ.USER.INFO", "", String.class, PATIENCE));
    } catch (NatsServiceException | JsonProcessingException e) {
      String why = "The server does not tell ($SYS.REQ.USER.INFO is not allowed or not known).";
      findings.add(Finding.skipped("clock", why));
      findings.add(Finding.skipped("permissions", why));
      return;
    }
    Duration trip = Duration.ofNanos(System.nanoTime() - begin);
    clock(answer.path("server").path("time").asText(), trip);
    JsonNode data = answer.path("data");
    String user = data.path("user").asText();
    String who =
        (user.isEmpty() ? "nobody in particular" : user)
            + " in account "
            + data.path("account").asText("?");
    PermissionRules rules = PermissionRules.of(data.path("permissions"));
    findings.add(
        Finding.ok("permissions", who + (rules.isOpen() ? ", may do everything" : ", limited")));
    subjects.forEach(subject -> permitted(subject, rules));
  }

  private void clock(String time, Duration trip) {
    Duration ahead;
    try {
      Instant there = Instant.parse(time);
      ahead = Duration.between(Instant.now().minus(trip.dividedBy(2)), there);
    } catch (DateTimeException e) {
      findings.add(Finding.skipped("clock", "The server does not tell its time."));
      return;
    }
    String detail =
        "the server's clock is "
            + Units.time(ahead.abs())
            + (ahead.isNegative() ? " behind" : " ahead");
    if (ahead.abs().compareTo(SKEW) > 0) {
      findings.add(
          Finding.failed(
              "clock",
              detail + ", more than the 60 s that tokens allow",
              "Set both clocks by NTP; self-issued tokens expire early or are not valid yet."));
    } else if (ahead.abs().compareTo(SMALL_SKEW) > 0) {
      findings.add(Finding.warning("clock", detail, "Set both clocks by NTP."));
    } else {
      findings.add(Finding.ok("clock", "the server's clock agrees"));
    }
  }

  private void permitted(String subject, PermissionRules rules) {
    boolean wildcard = subject.contains("*") || subject.contains(">");
    boolean publish = wildcard || rules.mayPublish(subject);
    boolean subscribe = rules.maySubscribe(subject);
    String detail =
        subject
            + ": "
            + (wildcard ? "" : publish ? "may be published to, " : "may not be published to, ")
            + (subscribe ? "may be subscribed to" : "may not be subscribed to");
    findings.add(
        publish && subscribe
            ? Finding.ok("subject", detail)
            : Finding.failed(
                "subject", detail, "Grant it on the server or in the callout, if it is needed."));
  }
}
