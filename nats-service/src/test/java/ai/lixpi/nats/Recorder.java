package ai.lixpi.nats;

import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.junit.SecretWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a service tells its listeners, and waits for what a test expects. */
final class Recorder implements ErrorListener, ConnectionStatusListener {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final List<NatsServiceException> failures = new CopyOnWriteArrayList<>();
  final List<ConnectionStatus> statuses = new CopyOnWriteArrayList<>();

  @Override
  public void onError(NatsServiceException failure) {
    SecretWatch.see("error listener", failure);
    failures.add(failure);
  }

  @Override
  public void statusChanged(ConnectionStatus status) {
    SecretWatch.see("status listener", status);
    status.lastFailure().ifPresent(failure -> SecretWatch.see("status listener", failure));
    statuses.add(status);
  }

  List<ConnectionState> states() {
    return statuses.stream().map(ConnectionStatus::state).toList();
  }

  /** The first change that was told; what it tells of may be seen elsewhere before. */
  ConnectionStatus firstStatus() {
    await().atMost(PATIENCE).until(() -> !statuses.isEmpty());
    return statuses.get(0);
  }

  <T extends NatsServiceException> T failure(Class<T> type) {
    await().atMost(PATIENCE).until(() -> failures.stream().anyMatch(type::isInstance));
    return failures.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  static void awaitState(NatsService service, ConnectionState state) {
    await().atMost(PATIENCE).until(() -> service.status().state() == state);
  }

  NatsServiceConfigBuilder config(String url) {
    return NatsServiceConfig.builder()
        .servers(url)
        .name("test")
        .errorListener(this)
        .statusListener(this);
  }
}
