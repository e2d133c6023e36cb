package org.pushrelay.netty;

import static java.util.Objects.requireNonNull;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that connections are served by, and the system's interface they use. Several servers
 * may share them. Safe from any thread.
 */
public final class EventLoops implements AutoCloseable {
  private static final long STOP_SECONDS = 5;

  /** What to use of the system. */
  public enum Io {
    /** epoll where its native part is there, else Java's NIO. */
    BEST,
    /** epoll, on Linux. */
    EPOLL,
    /** io_uring, on a Linux that allows it. */
    IO_URING,
    /** Java's NIO, everywhere. */
    NIO
  }

  private final EventLoopGroup group;
  private final Function<InetAddress, ServerChannel> sockets;

  private final @Nullable Supplier<ServerChannel> unixSockets;

  private EventLoops(
      EventLoopGroup group,
      Function<InetAddress, ServerChannel> sockets,
      @Nullable Supplier<ServerChannel> unixSockets) {
    this.group = requireNonNull(group, "group");
    this.sockets = requireNonNull(sockets, "sockets");
    this.unixSockets = unixSockets;
  }

  /**
   * Threads of their own.
   *
   * @param count how many
   * @throws IllegalStateException if what was asked for is not there; the cause says why
   */
  public static EventLoops create(int count, Io io) {
    if (count < 1) {
      throw new IllegalArgumentException("count: " + count + " (expected: >= 1)");
    }
    requireNonNull(io, "io");
    return switch (io) {
      case BEST -> create(count, Epoll.isAvailable() ? Io.EPOLL : Io.NIO);
      case EPOLL -> {
        check(Epoll.isAvailable(), "epoll", Epoll.unavailabilityCause());
        yield of(
            count,
            EpollIoHandler.newFactory(),
            // a socket of IPv4 only does without the detour over mapped addresses
            address ->
                address instanceof Inet4Address
                    ? new EpollServerSocketChannel(SocketProtocolFamily.INET)
                    : new EpollServerSocketChannel(),
            EpollServerDomainSocketChannel::new);
      }
      case IO_URING -> {
        check(IoUring.isAvailable(), "io_uring", IoUring.unavailabilityCause());
        yield of(
            count,
            IoUringIoHandler.newFactory(),
            address -> new IoUringServerSocketChannel(),
            null);
      }
      case NIO ->
          of(count, NioIoHandler.newFactory(), address -> new NioServerSocketChannel(), null);
    };
  }

  /**
   * Threads of the application's own. {@link #close} ends them; or the application does that
   * itself.
   *
   * @param sockets makes a listening socket that runs on them
   */
  public static EventLoops of(EventLoopGroup group, Supplier<? extends ServerChannel> sockets) {
    requireNonNull(sockets, "sockets");
    return new EventLoops(group, address -> sockets.get(), null);
  }

  private static EventLoops of(
      int count,
      IoHandlerFactory factory,
      Function<InetAddress, ServerChannel> sockets,
      @Nullable Supplier<ServerChannel> unixSockets) {
    return new EventLoops(
        new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("push-loop"), factory),
        sockets,
        unixSockets);
  }

  private static void check(boolean available, String name, @Nullable Throwable why) {
    if (!available) {
      throw new IllegalStateException(name + " is not available here", why);
    }
  }

  /**
   * The event loops, for a watch over them: each runs what it is given when it turns, and throws
   * {@link java.util.concurrent.RejectedExecutionException} when it has ended.
   */
  public List<Executor> executors() {
    List<Executor> loops = new ArrayList<>();
    group.forEach(loops::add);
    return List.copyOf(loops);
  }

  EventLoopGroup group() {
    return group;
  }

  /** A new listening socket for an address. */
  ServerChannel socket(InetAddress address) {
    return sockets.apply(address);
  }

  /**
   * Makes listening sockets for files.
   *
   * @throws IOException if there are none for these threads
   */
  Supplier<ServerChannel> unixSockets() throws IOException {
    if (unixSockets == null) {
      throw new IOException("Unix domain sockets need epoll, which is not used here");
    }
    return unixSockets;
  }

  /** Ends the threads, and with them what they still serve; within five seconds. */
  @Override
  public void close() {
    group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
