/**
 * The relay itself: channels, messages, subscribers, and what HTTP says about them. It knows no
 * HTTP server.
 */
@org.jspecify.annotations.NullMarked
module org.pushrelay.core {
  requires com.google.common;
  requires org.slf4j;
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  exports org.pushrelay;
  exports org.pushrelay.channel;
  exports org.pushrelay.hook;
  exports org.pushrelay.message;
  exports org.pushrelay.protocol;
  exports org.pushrelay.subscriber;
  exports org.pushrelay.time;
  exports org.pushrelay.transport;
  exports org.pushrelay.transport.spi;
}
