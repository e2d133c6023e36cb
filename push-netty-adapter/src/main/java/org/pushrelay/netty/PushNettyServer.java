package org.pushrelay.netty;

import static java.util.Objects.requireNonNull;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.util.Mapping;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pushrelay.PushEngine;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.spi.Mounts;

/**
 * A relay's own HTTP server on Netty: HTTP/1.1 and HTTP/2, in clear text or over TLS. It holds no
 * thread per client, notices at once when a client leaves, and sends a message to all connections
 * of an event loop from one buffer. Safe from any thread.
 *
 * <pre>{@code
 * PushEngine engine = PushEngine.create();
 * PushNettyServer server =
 *     PushNettyServer.builder()
 *         .bind(new InetSocketAddress("127.0.0.1", 8080))
 *         .engine(engine) // POST /pub?id=news, GET /sub?id=news
 *         .start();
 * }</pre>
 *
 * Close the engine before the server: that responds to waiting subscribers.
 */
public final class PushNettyServer implements AutoCloseable {
  /** How long requests may take to end when the server is closed. */
  private static final long STOP_MILLIS = 3000;

  private final Channel listening;
  private final ServerContext serverContext;
  private final @Nullable EventLoops own;

  /** The file of the socket; absent if it has an address. */
  private final @Nullable UnixSocketFile file;

  private PushNettyServer(
      Channel listening,
      @Nullable UnixSocketFile file,
      ServerContext serverContext,
      @Nullable EventLoops own) {
    this.listening = listening;
    this.file = file;
    this.serverContext = serverContext;
    this.own = own;
  }

  /** For a server on a free port of the loopback address, unless something else is said. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The address it listens on.
   *
   * @throws IllegalStateException if it listens on a Unix domain socket
   */
  public InetSocketAddress address() {
    if (file != null) {
      throw new IllegalStateException("it listens on " + file.path() + ", not on an address");
    }
    return (InetSocketAddress) listening.localAddress();
  }

  /** The port it listens on; 0 if it listens on a Unix domain socket. */
  public int port() {
    return file == null ? address().getPort() : 0;
  }

  /** What its connections do at the moment. */
  public ConnectionCounts connections() {
    long accepted = 0;
    long reading = 0;
    long writing = 0;
    long waiting = 0;
    for (PushLoop loop : serverContext.allLoops()) {
      ConnectionCounts counts = loop.counts();
      accepted += counts.accepted();
      reading += counts.reading();
      writing += counts.writing();
      waiting += counts.waiting();
    }
    return new ConnectionCounts(accepted, reading, writing, waiting);
  }

  /** Waits until it is closed. */
  public void join() throws InterruptedException {
    listening.closeFuture().sync();
  }

  /** Takes no more connections; those that it has go on until {@link #close}. */
  public void stopListening() {
    boolean open = listening.isOpen();
    listening.close().awaitUninterruptibly();
    if (open && file != null) {
      file.delete();
    }
  }

  /**
   * Takes no more connections, lets requests that are being answered end for up to three seconds,
   * and closes the rest; ends the event loops if they are its own.
   */
  @Override
  public void close() {
    stopListening();
    List<CompletableFuture<Void>> ends =
        serverContext.allLoops().stream().map(PushLoop::end).toList();
    CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0]))
        .completeOnTimeout(null, STOP_MILLIS, TimeUnit.MILLISECONDS)
        .join();
    serverContext.allLoops().forEach(PushLoop::close);
    if (own != null) {
      own.close();
    }
  }

  /** Settings of a server. One thread at a time. */
  public static final class Builder {
    private static final int BACKLOG = 4096;

    /** The heap that a connection takes with a stream on it, measured and rounded up. */
    private static final int CONNECTION_BYTES = 1536;

    private static final int TLS_CONNECTION_BYTES = 9 * 1024;

    /** One for all: a guess of its own for each connection would have to be kept for each. */
    private static final RecvByteBufAllocator READS = new FixedRecvByteBufAllocator(8 * 1024);

    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private @Nullable UnixSocketFile file;
    private int backlog = BACKLOG;
    private int loopCount = Runtime.getRuntime().availableProcessors();
    private EventLoops.Io io = EventLoops.Io.BEST;
    private @Nullable EventLoops shared;
    private ConnectionLimits limits = ConnectionLimits.DEFAULT;
    private boolean http2 = true;
    private @Nullable Mapping<? super String, ? extends SslContext> tls;
    private Mounts mounts = Mounts.NONE;
    private @Nullable ExchangeHandler handler;
    private RefusalHandler refusals = RefusalHandler.REASONS;
    private BufferBudget budget = BufferBudget.shared();
    private Consumer<Error> errors = error -> {};

    private Builder() {}

    /** Where it listens; port 0 is any free one. */
    public Builder bind(InetSocketAddress value) {
      address = requireNonNull(value, "address");
      file = null;
      return this;
    }

    /**
     * Listens on a Unix domain socket, which needs epoll. All users of the machine may connect, as
     * far as they may enter the directory. A socket that a process left there is replaced; the file
     * is deleted when the server stops listening.
     */
    public Builder bind(UnixDomainSocketAddress value) {
      file = new UnixSocketFile(requireNonNull(value, "address").getPath());
      return this;
    }

    /** How many connections may wait to be accepted; the system has a limit of its own. */
    public Builder backlog(int value) {
      checkPositive("backlog", value);
      backlog = value;
      return this;
    }

    private static void checkPositive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
      }
    }

    /** How many event loops of its own it has; one for each processor if nothing is said. */
    public Builder eventLoops(int count) {
      checkPositive("eventLoops", count);
      loopCount = count;
      return this;
    }

    /** What its own event loops use of the system. */
    public Builder io(EventLoops.Io value) {
      io = requireNonNull(value, "io");
      return this;
    }

    /** Event loops that it shares with others; who made them closes them. */
    public Builder eventLoops(EventLoops value) {
      shared = requireNonNull(value, "eventLoops");
      return this;
    }

    /** How much connections may take, and how long. */
    public Builder limits(ConnectionLimits value) {
      limits = requireNonNull(value, "limits");
      return this;
    }

    /**
     * Whether HTTP/2 is spoken beside HTTP/1.1; it is, if nothing is said. Over TLS the context has
     * to offer it, as {@link TlsContexts} do.
     */
    public Builder http2(boolean value) {
      http2 = value;
      return this;
    }

    /** Speaks TLS only, with this certificate. */
    public Builder tls(SslContext context) {
      requireNonNull(context, "context");
      return tls(host -> context);
    }

    /** Speaks TLS only, with a certificate for the host that a client names. */
    public Builder tls(Mapping<? super String, ? extends SslContext> contexts) {
      tls = requireNonNull(contexts, "contexts");
      return this;
    }

    /**
     * Serves publishers at {@code /pub} and subscribers at {@code /sub}, with the default settings
     * and the budget of the engine. Further endpoints can be mounted.
     */
    public Builder engine(PushEngine value) {
      return budget(value.budget())
          .mount("/pub", value.publisher())
          .mount("/sub", value.subscriber());
    }

    /**
     * Mounts an endpoint.
     *
     * @param path the endpoint gets all requests whose path is this one or lies below it; {@code /}
     *     is all
     */
    public Builder mount(String path, ExchangeHandler endpoint) {
      mounts = mounts.with(path, endpoint);
      return this;
    }

    /** Who answers all requests, in place of mounts. */
    public Builder handler(ExchangeHandler value) {
      handler = requireNonNull(value, "handler");
      return this;
    }

    /**
     * Who answers what is refused before an endpoint sees it; a short reason if nothing is said.
     */
    public Builder refusals(RefusalHandler value) {
      refusals = requireNonNull(value, "refusals");
      return this;
    }

    /**
     * What clients make the server hold is counted here; in {@link BufferBudget#shared} if nothing
     * else is said. Give the engine the same budget. Connections beyond {@link
     * BufferBudget#connections} get 503, or are closed where TLS is spoken.
     */
    public Builder budget(BufferBudget value) {
      budget = requireNonNull(value, "budget");
      return this;
    }

    /**
     * Is told, on an event loop, of each {@link Error} that a connection has failed by: an {@link
     * OutOfMemoryError}, or a {@link LinkageError} because the program's files were replaced while
     * it ran. The connection is closed and the error logged in any case; whether the process can go
     * on is for the application to decide.
     */
    public Builder errors(Consumer<Error> value) {
      errors = requireNonNull(value, "errors");
      return this;
    }

    /**
     * Starts it.
     *
     * @throws IOException if it cannot listen there; the message says where, and why
     */
    public PushNettyServer start() throws IOException {
      EventLoops own = shared == null ? EventLoops.create(loopCount, io) : null;
      EventLoops loops = own == null ? requireNonNull(shared, "eventLoops") : own;
      ServerContext serverContext =
          new ServerContext(
              handler == null ? ServerContext.mounted(mounts) : handler,
              limits,
              http2,
              refusals,
              budget,
              errors,
              tls == null ? CONNECTION_BYTES : TLS_CONNECTION_BYTES);
      // all of them, so that a server that is closed forgets no connection that has just come
      loops.group().forEach(loop -> serverContext.loop((EventLoop) loop));
      try {
        ServerBootstrap bootstrap =
            new ServerBootstrap()
                .group(loops.group())
                .option(ChannelOption.SO_BACKLOG, backlog)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
                .childHandler(new ConnectionSetup(serverContext, Optional.ofNullable(tls)));
        Channel listening = file == null ? bind(bootstrap, loops) : bind(bootstrap, loops, file);
        return new PushNettyServer(listening, file, serverContext, own);
      } catch (IOException e) {
        if (own != null) {
          own.close();
        }
        throw e;
      }
    }

    private Channel bind(ServerBootstrap bootstrap, EventLoops loops) throws IOException {
      bootstrap
          .channelFactory(() -> loops.socket(address.getAddress()))
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true);
      return listening(bootstrap.bind(address));
    }

    private Channel bind(ServerBootstrap bootstrap, EventLoops loops, UnixSocketFile at)
        throws IOException {
      try {
        bootstrap.channelFactory(loops.unixSockets()::get);
        at.deleteStale();
      } catch (IOException e) {
        throw cannotListen(e);
      }
      Channel listening = listening(bootstrap.bind(new DomainSocketAddress(at.path().toFile())));
      try {
        at.allowAll();
        return listening;
      } catch (IOException e) {
        listening.close().awaitUninterruptibly();
        at.delete();
        throw cannotListen(e);
      }
    }

    private Channel listening(ChannelFuture bound) throws IOException {
      bound.awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw cannotListen(bound.cause());
      }
      return bound.channel();
    }

    private IOException cannotListen(Throwable cause) {
      // native transports put the system's call and its number in front
      boolean unknown = file == null && address.isUnresolved();
      String told = unknown ? "unknown host" : String.valueOf(cause.getMessage());
      String reason = told.replaceFirst("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ", "");
      BindException plain = new BindException(reason);
      plain.initCause(cause);
      String where =
          file == null ? address.getHostString() + ":" + address.getPort() : "unix:" + file.path();
      return new IOException("cannot listen on " + where + ": " + reason, plain);
    }
  }
}
