/** The hooks of the relay as HTTP calls to an application. */
@org.jspecify.annotations.NullMarked
module org.pushrelay.webhooks {
  requires transitive org.pushrelay.core;
  requires transitive java.net.http;
  requires org.slf4j;
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  exports org.pushrelay.webhooks;
}
