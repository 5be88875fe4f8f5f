package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.internal.Given;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Collection;

/** Finds and removes what interrupted uploads and renames of anybody have left. */
final class Sweeper {
  private final StreamApi api;
  private final Metas metas;
  private final Renames renames;

  Sweeper(StreamApi api, Metas metas, Renames renames) {
    this.api = api;
    this.metas = metas;
    this.renames = renames;
  }

  int sweep(Duration grace) {
    requireGrace(grace);
    // first the uploads, then the records: what is completed in between has its record among these
    Collection<String> uploads =
        new StreamSubjects(api).all(Names.chunkPrefix(api.bucket) + ">", soon()).keySet();
    AllRecords records = AllRecords.read(api, metas);
    finishRenames(records);
    int removed = 0;
    for (String subject : uploads) {
      String nuid = subject.substring(Names.chunkPrefix(api.bucket).length());
      if (!records.referTo(nuid) && isOlder(subject, grace)) {
        purge(subject);
        removed++;
      }
    }
    return removed;
  }

  SweepSchedule every(Duration interval, Duration grace) {
    return Sweeps.start(this, api.messaging, interval, requireGrace(grace));
  }

  private static Duration requireGrace(Duration grace) {
    if (Given.nonNull("grace", grace).isNegative()) {
      throw new ConfigurationException(
          "grace is " + grace + ": give a duration of zero or more; 24 hours is safe.");
    }
    return grace;
  }

  private void finishRenames(AllRecords records) {
    for (Meta meta : records.live()) {
      if (Renames.isMarked(meta)) {
        renames.settled(meta.info().getObjectName(), soon());
      }
    }
  }

  private boolean isOlder(String subject, Duration grace) {
    try {
      ZonedDateTime limit = now().minus(grace);
      return metas.lastTime(subject, soon()).filter(last -> !last.isAfter(limit)).isPresent();
    } catch (IOException e) {
      return false; // not what a server says
    }
  }

  /** The server's time, since this machine's may be another. */
  private ZonedDateTime now() throws IOException {
    JsonNode info = api.json(api.call("STREAM.INFO", new byte[0], soon()), "STREAM.INFO");
    return Metas.time(info.path("ts").asText());
  }

  private void purge(String subject) {
    api.call(
        "STREAM.PURGE",
        ("{\"filter\":\"" + subject + "\"}").getBytes(StandardCharsets.US_ASCII),
        soon());
  }

  private static Deadline soon() {
    return Deadline.after(StreamApi.TIMEOUT);
  }
}
