/**
 * For tests of the relay and of applications that embed it: manual time, an in-memory exchange, and
 * the contracts that every transport and store must pass.
 */
@org.jspecify.annotations.NullMarked
module org.pushrelay.testkit {
  requires java.net.http;
  requires transitive org.assertj.core;
  requires transitive org.junit.jupiter.api;
  requires transitive org.junit.jupiter.params;
  requires transitive org.pushrelay.core;
  requires java.management;
  requires static com.google.errorprone.annotations;
  requires static org.jspecify;

  exports org.pushrelay.testkit;

  // JUnit makes the extension behind the transport contract
  opens org.pushrelay.testkit to
      org.junit.platform.commons;
}
