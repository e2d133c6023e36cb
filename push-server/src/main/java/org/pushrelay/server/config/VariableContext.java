package org.pushrelay.server.config;

/** The variables of one request. */
@FunctionalInterface
public interface VariableContext {
  /** The value of a variable, given without its dollar sign; empty if it is not set. */
  String value(String variable);
}
