/** The statistics of a relay as Micrometer's meters. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-transitive-automatic") // Micrometer has a module name, no more
module org.pushrelay.micrometer {
  requires transitive micrometer.core;
  requires transitive org.pushrelay.core;
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  exports org.pushrelay.micrometer;
}
