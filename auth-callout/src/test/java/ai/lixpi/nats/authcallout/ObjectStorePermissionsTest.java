package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.PermissionDeniedException;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectWatch;
import ai.lixpi.nats.objectstore.WatchOptions;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows of docs/security.md about the bucket "files". */
class ObjectStorePermissionsTest {
  private static final String[] READ = {
    "$JS.API.STREAM.INFO.OBJ_files",
    "$JS.API.STREAM.MSG.GET.OBJ_files",
    "$JS.API.DIRECT.GET.OBJ_files.>",
    "$JS.API.CONSUMER.CREATE.OBJ_files.*",
    "$JS.API.CONSUMER.INFO.OBJ_files.*",
    "$JS.API.CONSUMER.MSG.NEXT.OBJ_files.*",
    "$JS.API.CONSUMER.DELETE.OBJ_files.*"
  };
  private static final String[] WRITE = {
    "$O.files.C.*",
    "$O.files.M.*",
    "$JS.API.STREAM.PURGE.OBJ_files",
    "$JS.API.STREAM.MSG.DELETE.OBJ_files"
  };
  private static final String[] ADMINISTER = {
    "$JS.API.STREAM.INFO.OBJ_files",
    "$JS.API.STREAM.CREATE.OBJ_files",
    "$JS.API.STREAM.UPDATE.OBJ_files",
    "$JS.API.STREAM.DELETE.OBJ_files",
    "$JS.API.STREAM.LIST"
  };

  private final Tokens admin = new Tokens("svc:admin");
  private final Tokens writer = new Tokens("svc:writer");
  private final Tokens reader = new Tokens("svc:reader");
  private final List<NatsServiceException> errors = new CopyOnWriteArrayList<>();

  private CalloutServer start(Kind kind) {
    CalloutServer callout = CalloutServer.start(kind);
    callout.responder(
        callout
            .config()
            .verifiers(
                SelfIssuedVerifier.of(
                    admin.mayDo(Permissions.publish(ADMINISTER)),
                    reader.mayDo(Permissions.publish(READ)),
                    writer.mayDo(Permissions.publish(READ).and(Permissions.publish(WRITE))))));
    return callout;
  }

  private NatsService connected(CalloutServer callout, Tokens who) {
    NatsService service =
        callout.closing(
            NatsService.create(
                callout.client().token(who.good()).errorListener(errors::add).build()));
    service.connect(CalloutServer.LONG);
    service.awaitConnected(CalloutServer.LONG);
    return service;
  }

  @ParameterizedTest
  @EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
  void eachRowOfTheTableIsEnough(Kind kind) throws Exception {
    byte[] large = new byte[1_000_000];
    try (CalloutServer callout = start(kind)) {
      NatsService owner = connected(callout, admin);
      owner.createObjectStore("files");
      owner
          .getObjectStore("files")
          .update(ObjectStoreConfiguration.builder("files").description("all of them").build());
      assertThat(owner.listObjectStores()).hasSize(1);

      ObjectBucket files = connected(callout, writer).getObjectStore("files");
      List<String> changes = new CopyOnWriteArrayList<>();
      callout.closing(watch(files, changes));
      files.put("small", new byte[] {1});
      files.put("large", large);
      files.put("large", large); // replaces, so the chunks before are removed
      assertThat(files.get("small")).hasValue(new byte[] {1});
      assertThat(files.get("large")).hasValue(large);
      files.rename("small", "other");
      assertThat(names(files)).containsExactlyInAnyOrder("other", "large");
      assertThat(files.delete("other")).isTrue();
      assertThat(files.sweep(Duration.ofDays(1))).isZero();
      await().atMost(CalloutServer.LONG).until(() -> changes.contains("other"));

      ObjectBucket seen = connected(callout, reader).getObjectStore("files");
      List<String> current = new CopyOnWriteArrayList<>();
      callout.closing(watch(seen, current));
      assertThat(seen.get("large")).hasValue(large);
      assertThat(seen.info("large")).isPresent();
      assertThat(names(seen)).containsExactly("large");
      await().atMost(CalloutServer.LONG).until(() -> current.contains("large"));
      assertThat(errors).isEmpty();

      assertThatThrownBy(() -> seen.put("mine", new byte[] {1}))
          .isInstanceOf(PermissionDeniedException.class);
      assertThatThrownBy(() -> seen.delete("large")).isInstanceOf(PermissionDeniedException.class);
      assertThat(files.get("large")).hasValue(large);
      assertThat(owner.deleteObjectStore("files")).isTrue();
    }
  }

  private static ObjectWatch watch(ObjectBucket bucket, List<String> seen) {
    return bucket.watch(
        change -> change.ifPresent(version -> seen.add(version.info().getObjectName())),
        WatchOptions.CURRENT_AND_CHANGES);
  }

  private static Stream<String> names(ObjectBucket bucket) {
    return bucket.list().stream().map(ObjectInfo::getObjectName);
  }
}
