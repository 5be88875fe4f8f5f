package ai.lixpi.nats.internal.wire;

/** Makes wires. Nothing above knows which implementation it has. */
public interface Transport {
  /**
   * Makes one attempt to connect to one server. Blocks up to the connect timeout; what comes of it
   * goes to the {@link LinkListener}. Never called while a wire of this transport lives.
   *
   * @return true when a wire exists now, whose {@link LinkListener#linkUp} is on its way
   * @throws InterruptedException when the thread is interrupted
   */
  boolean attempt() throws InterruptedException;

  /**
   * A unique subject for replies.
   *
   * @return the inbox, without wildcard at its end
   */
  String newInbox();

  /**
   * Closes the connection, if there is one, and frees what the transport holds. What the server has
   * said before goes to the {@link LinkListener}, unless that takes longer than a moment.
   */
  void close();
}
