package ai.lixpi.nats;

import ai.lixpi.nats.internal.Durations;

/** What the values of a configuration must be, each for itself. */
final class ConfigRules {
  private ConfigRules() {}

  static void check(NatsServiceConfigBuilder given) {
    if (given.servers.isEmpty()) {
      throw new ConfigurationException(
          "The list of servers is empty: give at least one like 'nats://localhost:4222'.");
    }
    if (given.name.isBlank() || given.name.length() > 256) {
      throw new ConfigurationException(
          "The name is blank or longer than 256 characters: give a short one like 'orders-service'.");
    }
    if (given.name.chars().anyMatch(Character::isISOControl)) {
      throw new ConfigurationException(
          "The name has a control character, such as a line feed: give one like 'orders-service'.");
    }
    if (given.maxReconnectAttempts < -1) {
      throw new ConfigurationException(
          "maxReconnectAttempts is "
              + given.maxReconnectAttempts
              + ": give 0 or more, or -1 for no limit.");
    }
    if (given.publishBufferBytes < 0) {
      throw new ConfigurationException(
          "publishBufferBytes is " + given.publishBufferBytes + ": give 0 or more bytes.");
    }
    Durations.positive("reconnectTimeWait", given.reconnectTimeWait);
    Durations.positive("connectTimeout", given.connectTimeout);
    Durations.positive("requestTimeout", given.requestTimeout);
    Durations.positive("drainTimeout", given.drainTimeout);
    Durations.positive("publishTimeout", given.publishTimeout);
    Durations.positive("pingInterval", given.pingInterval);
  }
}
