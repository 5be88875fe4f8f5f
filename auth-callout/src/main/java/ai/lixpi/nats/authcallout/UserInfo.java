package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;

/** What a server says of a connection, on the subject that every account has for it. */
final class UserInfo {
  static final String SUBJECT = "$SYS.REQ.USER.INFO";

  private static final ObjectMapper JSON = new ObjectMapper();

  private UserInfo() {}

  /**
   * The account of a connection; empty if the server does not say.
   *
   * @throws NatsServiceException when it may not ask, or is not answered
   */
  static String accountOf(NatsService nats, Duration timeout) {
    return account(nats.request(SUBJECT, new byte[0], byte[].class, timeout));
  }

  static String account(byte[] answer) {
    try {
      JsonNode account = JSON.readTree(answer).path("data").path("account");
      return account.isTextual() ? account.textValue() : "";
    } catch (IOException e) {
      return "";
    }
  }
}
