/**
 * The relay as a server of its own on Netty, or as a handler in a pipeline of the application's.
 */
@org.jspecify.annotations.NullMarked
module org.pushrelay.netty {
  requires transitive org.pushrelay.core;
  requires transitive io.netty.buffer;
  requires transitive io.netty.common;
  requires transitive io.netty.handler;
  requires transitive io.netty.transport;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.codec.http2;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires io.netty.transport.unix.common;
  requires org.slf4j;
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  exports org.pushrelay.netty;
}
