/** The relay as a servlet, for any container of Servlet 6.0 or later. */
@org.jspecify.annotations.NullMarked
module org.pushrelay.servlet {
  requires transitive org.pushrelay.core;
  requires transitive jakarta.servlet;
  requires org.slf4j;
  requires static org.pushrelay.jetty;
  requires static transitive org.apache.tomcat.coyote;
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  exports org.pushrelay.servlet;
}
