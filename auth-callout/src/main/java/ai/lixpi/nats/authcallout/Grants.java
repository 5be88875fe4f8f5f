package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.InvalidSubjectException;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.internal.Subjects;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Works out what somebody may do once in. */
final class Grants {
  static final String USER_ID = "{userId}";

  private static final int LONGEST_USER_ID = 256;

  /**
   * What goes into the user JWT.
   *
   * @param publish what it may publish to; nothing if empty
   * @param subscribe what it may subscribe to, its inbox included
   * @param answers whether it may answer the requests that reach it
   */
  record Grant(List<String> publish, List<String> subscribe, boolean answers) {}

  private final Permissions users;
  private final String inboxes;

  Grants(Permissions users, String inboxPrefix) {
    this.users = checked("userPermissions", users);
    this.inboxes = inboxPrefix + ".>";
    checked("inboxPrefix", Permissions.subscribe(inboxes));
  }

  /** Checks subjects with and without {@code {userId}} before anybody signs in. */
  static Permissions checked(String owner, Permissions permissions) {
    permissions.publishAllow().forEach(subject -> check(owner, subject));
    permissions.subscribeAllow().forEach(subject -> check(owner, subject));
    return permissions;
  }

  private static void check(String owner, String subject) {
    try {
      Subjects.requireSubscribable(subject.replace(USER_ID, "x"));
    } catch (InvalidSubjectException e) {
      throw new ConfigurationException("The permissions of " + owner + ": " + e.getMessage());
    }
    if (subject.replace(USER_ID, "").contains("{")) {
      throw new ConfigurationException(
          "The permissions of "
              + owner
              + " have braces in '"
              + subject
              + "': only "
              + USER_ID
              + " is replaced.");
    }
  }

  /** Checks before it signs in that nobody of that id is turned away for it later. */
  static void requireUsable(String userId, Permissions permissions) {
    try {
      new Grants(permissions, "_INBOX").of(Verdict.user(userId));
    } catch (UnusableUserIdException e) {
      throw new ConfigurationException(
          "The user id '"
              + PublicText.of(userId)
              + "' can't be on the list, because "
              + e.getMessage()
              + ": give another one.");
    }
  }

  Grant of(Verdict.Accepted verdict) throws UnusableUserIdException {
    String userId = verdict.userId();
    requirePlain(userId);
    Permissions allowed = verdict.permissions().orElse(users);
    Set<String> publish = new LinkedHashSet<>();
    for (String subject : allowed.publishAllow()) {
      publish.add(replaced(subject, userId));
    }
    publish.add(UserInfo.SUBJECT); // where a client learns when its session ends
    Set<String> subscribe = new LinkedHashSet<>();
    for (String subject : allowed.subscribeAllow()) {
      subscribe.add(replaced(subject, userId));
    }
    boolean answers = !subscribe.isEmpty();
    subscribe.add(replaced(inboxes, userId));
    return new Grant(List.copyOf(publish), List.copyOf(subscribe), answers);
  }

  private static void requirePlain(String userId) throws UnusableUserIdException {
    if (userId.isEmpty() || userId.length() > LONGEST_USER_ID) {
      throw new UnusableUserIdException(
          "it has " + userId.length() + " characters, not 1 to " + LONGEST_USER_ID);
    }
    if (userId.codePoints().anyMatch(Grants::isInvisible)) {
      throw new UnusableUserIdException("it has control characters or lone surrogates");
    }
  }

  private static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return Character.isISOControl(c) || type == Character.SURROGATE || type == Character.FORMAT;
  }

  /** A user id must stay one token, or it would widen what the template allows. */
  private static String replaced(String subject, String userId) throws UnusableUserIdException {
    if (!subject.contains(USER_ID)) {
      return subject;
    }
    // The server splits permissions at any blank of Unicode, into subject and queue group
    if (userId.codePoints().anyMatch(c -> isSubjectSyntax(c) || isBlank(c))) {
      throw new UnusableUserIdException(
          "it has a '.', '*', '>' or blank, and would widen the permission '" + subject + "'");
    }
    if (subject.startsWith(USER_ID) && (userId.startsWith("$") || userId.startsWith("_"))) {
      throw new UnusableUserIdException(
          "it starts with '$' or '_', which the permission '" + subject + "' must not");
    }
    return subject.replace(USER_ID, userId);
  }

  private static boolean isSubjectSyntax(int c) {
    return c == '.' || c == '*' || c == '>';
  }

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** Why nobody of that id can come in, in words that follow "because". */
  static final class UnusableUserIdException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableUserIdException(String why) {
      super(why);
    }
  }
}
