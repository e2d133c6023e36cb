/** The relay as a handler of Jetty's core server. */
@org.jspecify.annotations.NullMarked
module org.pushrelay.jetty {
  requires transitive org.pushrelay.core;
  requires transitive org.eclipse.jetty.server;
  requires org.slf4j;
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  exports org.pushrelay.jetty;
}
