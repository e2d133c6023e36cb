package org.pushrelay.netty;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.spi.Mounts;

/**
 * Makes handlers for an application that has a pipeline of its own, with Netty's {@code
 * HttpServerCodec} in front, and an aggregator if it likes. Requests that nothing is mounted for go
 * on to the pipeline's next handler. Timeouts and limits are the pipeline's own. A next handler
 * that answers later than it is asked has to keep pipelined requests in order itself: the relay
 * does not wait for its responses. Streams are sent as one {@code HttpContent} for each piece;
 * nothing can leave HTTP here, since other handlers of the pipeline would have to leave with it.
 * Safe from any thread.
 *
 * <pre>{@code
 * PushHandlers relay =
 *     PushHandlers.of(Mounts.NONE.with("/pub", engine.publisher()).with("/sub", engine.subscriber()));
 * // in initChannel
 * channel.pipeline().addLast(new HttpServerCodec(), relay.newHandler(channel), yourHandler);
 * }</pre>
 */
public final class PushHandlers {
  private final Mounts mounts;
  private final ServerContext serverContext;

  private PushHandlers(Mounts mounts, BufferBudget budget) {
    this.mounts = requireNonNull(mounts, "mounts");
    this.serverContext =
        new ServerContext(
            ServerContext.mounted(mounts),
            ConnectionLimits.DEFAULT,
            false,
            RefusalHandler.REASONS,
            budget,
            error -> {},
            // connections are the application's own
            0);
  }

  /** Handlers for these endpoints. */
  public static PushHandlers of(Mounts mounts) {
    return of(mounts, BufferBudget.shared());
  }

  /** Handlers for these endpoints, whose request bodies are counted against this budget. */
  public static PushHandlers of(Mounts mounts, BufferBudget budget) {
    return new PushHandlers(mounts, budget);
  }

  /** A handler for one channel, which has been registered with its event loop. */
  public ChannelHandler newHandler(Channel channel) {
    return new HttpObjectConnection(
        serverContext, path -> mounts.find(path).isEmpty(), requireNonNull(channel, "channel"));
  }
}
