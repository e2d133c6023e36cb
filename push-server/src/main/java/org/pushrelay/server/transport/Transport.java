package org.pushrelay.server.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.pushrelay.transport.BufferBudget;

/** An HTTP server that the relay can run on, seen from above. Safe from any thread. */
@FunctionalInterface
public interface Transport {
  /** How long requests may take to end when it is closed. */
  Duration STOP_TIME = Duration.ofSeconds(3);

  /**
   * Opens all of the sockets, or none of them, and from then on hands each request to the handler
   * of the socket that it came to.
   *
   * @throws IOException if it cannot: a message for people, for a socket that of {@link
   *     ListenSocket#cannotListen}
   */
  Running start(List<ListenSocket> sockets, Surroundings surroundings) throws IOException;

  /**
   * What a transport shares with the rest of the program.
   *
   * @param budget what clients make it hold is counted there
   * @param errors hears of each error that a connection has failed by
   */
  record Surroundings(BufferBudget budget, Consumer<Error> errors) {}

  /**
   * A thread that connections depend on.
   *
   * @param executor runs a task there; throws {@link
   *     java.util.concurrent.RejectedExecutionException} if the thread has ended
   */
  record Loop(String name, Executor executor) {}

  /** A transport at work. Its sockets are opened and left by one thread at a time. */
  interface Running extends AutoCloseable {

    /**
     * Opens one more socket, behind the others in their order.
     *
     * @throws IOException if it cannot, and then all is as before
     */
    void open(ListenSocket socket) throws IOException;

    /**
     * Takes no more connections at a socket; those that it has go on.
     *
     * @param socket its place in the order
     * @return whether it can do that
     */
    boolean stopListening(int socket);

    /** The threads without which connections stand still, for a watch over them. */
    List<Loop> loops();

    /** The ports that it is bound to, in the order of the sockets. */
    List<Integer> ports();

    /** What the connections do at the moment. Safe from any thread. */
    Connections connections();

    /**
     * Takes no more connections and requests, lets those that are being answered end, for {@link
     * #STOP_TIME} at most, and closes everything. Held requests have been answered before.
     */
    @Override
    void close();
  }
}
