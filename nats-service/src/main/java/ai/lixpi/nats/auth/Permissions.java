package ai.lixpi.nats.auth;

import java.util.List;

/**
 * What a subscription needs to be allowed, kept with its definition for the auth callout responder.
 * {@code {userId}} stands for the authenticated user.
 *
 * @param publishAllow subjects that may be published, wildcards allowed
 * @param subscribeAllow subjects that may be subscribed, wildcards allowed
 */
public record Permissions(List<String> publishAllow, List<String> subscribeAllow) {
  /** No permissions asked for. */
  public static final Permissions NONE = new Permissions(List.of(), List.of());

  /**
   * Copies both lists.
   *
   * @param publishAllow subjects that may be published
   * @param subscribeAllow subjects that may be subscribed
   */
  public Permissions {
    publishAllow = List.copyOf(publishAllow);
    subscribeAllow = List.copyOf(subscribeAllow);
  }

  /**
   * Permission to publish.
   *
   * @param subjects the subjects
   * @return permissions with nothing to subscribe
   */
  public static Permissions publish(String... subjects) {
    return new Permissions(List.of(subjects), List.of());
  }

  /**
   * Permission to subscribe.
   *
   * @param subjects the subjects
   * @return permissions with nothing to publish
   */
  public static Permissions subscribe(String... subjects) {
    return new Permissions(List.of(), List.of(subjects));
  }

  /**
   * Both sets of permissions together.
   *
   * @param other what to add
   * @return the sum
   */
  public Permissions and(Permissions other) {
    return new Permissions(
        concat(publishAllow, other.publishAllow), concat(subscribeAllow, other.subscribeAllow));
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return java.util.stream.Stream.concat(first.stream(), second.stream()).distinct().toList();
  }
}
