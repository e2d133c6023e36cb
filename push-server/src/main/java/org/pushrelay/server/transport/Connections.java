package org.pushrelay.server.transport;

/**
 * The connections of a transport at about one moment: each number is right, but they are read one
 * after the other.
 *
 * @param accepted connections that were accepted since the start
 * @param reading connections that wait for the rest of a request's head, the first one included
 * @param writing connections with a request that is read, held or answered, and WebSockets
 * @param waiting connections that wait for another request
 */
public record Connections(long accepted, long reading, long writing, long waiting) {
  /** No connections. */
  public static final Connections NONE = new Connections(0, 0, 0, 0);

  /** The connections of both. */
  public Connections and(Connections others) {
    return new Connections(
        accepted + others.accepted,
        reading + others.reading,
        writing + others.writing,
        waiting + others.waiting);
  }

  /** The connections that are open. */
  public long active() {
    return reading + writing + waiting;
  }
}
